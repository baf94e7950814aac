package io.tektonretry.report;

import io.tektonretry.history.FailureClass;
import org.jspecify.annotations.Nullable;

/**
 * How often retries of a task succeeded after failures of one class.
 *
 * @param recovered of the retried lineages, those in which the task succeeded later
 */
public record RetryWorth(
        String namespace,
        @Nullable String pipelineName,
        String taskName,
        FailureClass failureClass,
        Proportion recovered) {}
