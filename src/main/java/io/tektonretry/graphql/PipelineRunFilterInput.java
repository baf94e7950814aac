package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which runs to list, as it was asked. */
record PipelineRunFilterInput(
        @Nullable List<String> namespaces,
        @Nullable List<String> pipelineNames,
        @Nullable List<PipelineRunStatus> statuses,
        @Nullable List<LabelInput> labels,
        @Nullable DateTimeRange createdAt,
        @Nullable List<String> reasons,
        @Nullable DateTimeRange finishedAt,
        @Nullable Boolean latestAttemptOnly) {

    /** A label that a run must have. */
    record LabelInput(String key, @Nullable List<String> values) {

        PipelineRunFilter.Label label() {
            return new PipelineRunFilter.Label(key, orEmpty(values));
        }
    }

    /** A span of time, open where an end is absent. */
    record DateTimeRange(@Nullable Instant from, @Nullable Instant to) {}

    PipelineRunFilter filter() {
        return new PipelineRunFilter(
                orEmpty(namespaces),
                orEmpty(pipelineNames),
                orEmpty(statuses),
                orEmpty(labels).stream().map(LabelInput::label).toList(),
                createdAt == null ? null : createdAt.from(),
                createdAt == null ? null : createdAt.to(),
                orEmpty(reasons),
                finishedAt == null ? null : finishedAt.from(),
                finishedAt == null ? null : finishedAt.to(),
                Boolean.TRUE.equals(latestAttemptOnly));
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }
}
