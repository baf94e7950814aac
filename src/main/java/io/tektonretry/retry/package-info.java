/**
 * The use case "retry this run": gather, plan, claim, create. It decides nothing about the manifest itself; that is
 * {@code retry.plan}.
 */
@NullMarked
package io.tektonretry.retry;

import org.jspecify.annotations.NullMarked;
