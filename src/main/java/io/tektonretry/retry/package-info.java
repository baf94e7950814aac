/** The use case "retry this run": gather, plan, claim, create. The manifest itself is decided in {@code retry.plan}. */
@NullMarked
package io.tektonretry.retry;

import org.jspecify.annotations.NullMarked;
