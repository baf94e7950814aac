package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.source.SourceFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
        @Nullable Boolean latestAttemptOnly,
        @Nullable SourceFilter source) {

    /** A label that a run must have. */
    record LabelInput(String key, @Nullable List<String> values) {

        PipelineRunFilter.Label label() {
            return new PipelineRunFilter.Label(key, orEmpty(values));
        }
    }

    /** A span of time, open where an end is absent. */
    record DateTimeRange(@Nullable Instant from, @Nullable Instant to) {}

    /** What makes it a filter that no index helps with. */
    Optional<String> fault() {
        return source != null && source.repository() == null && source.revision() == null
                ? Optional.of("`source` needs a `repository` or a `revision`; the rest of it narrows these down.")
                : Optional.empty();
    }

    /**
     * The filter that is meant.
     *
     * @throws InvalidInputException when it has a fault
     */
    PipelineRunFilter filter() {
        fault().ifPresent(fault -> {
            throw new InvalidInputException(fault);
        });
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
                Boolean.TRUE.equals(latestAttemptOnly),
                source == null ? SourceFilter.ANY : source);
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }
}
