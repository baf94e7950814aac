package io.tektonretry.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of a retry report.
 *
 * @param figures figures of the whole time range
 * @param buckets figures of its parts that have runs, oldest first
 */
public record RetryReportRow(
        @Nullable String namespace,
        @Nullable String pipelineName,
        @Nullable String taskName,
        @Nullable String repository,
        RetryFigures figures,
        List<Bucket> buckets) {

    /** The same group with these figures. */
    RetryReportRow with(RetryFigures others, List<Bucket> parts) {
        return new RetryReportRow(namespace, pipelineName, taskName, repository, others, parts);
    }

    /** A part of the time range. */
    public record Bucket(Instant start, RetryFigures figures) {}
}
