/**
 * The use case "retry this run": gather, plan, refuse or claim, create, record. {@link
 * io.tektonretry.retry.PipelineRunRetrier} shows the path. The manifest itself is decided in {@code retry.plan}.
 */
@NullMarked
package io.tektonretry.retry;

import org.jspecify.annotations.NullMarked;
