package io.tektonretry.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which PipelineRuns to list; an empty list does not restrict.
 *
 * @param namespaces any of these
 * @param pipelineNames any of these
 * @param statuses any of these
 * @param labels all of these
 * @param createdFrom the earliest creation, inclusive
 * @param createdTo the end of creation, exclusive
 * @param latestAttemptOnly leaves out runs that a later attempt of their lineage replaced
 */
public record PipelineRunFilter(
        List<String> namespaces,
        List<String> pipelineNames,
        List<PipelineRunStatus> statuses,
        List<Label> labels,
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        boolean latestAttemptOnly) {

    /**
     * A label that a run must have.
     *
     * @param key of the label
     * @param values any of these; none asks for the key alone
     */
    public record Label(String key, List<String> values) {

        public Label {
            values = List.copyOf(values);
        }
    }

    /** Lists every run. */
    public static final PipelineRunFilter ALL =
            new PipelineRunFilter(List.of(), List.of(), List.of(), List.of(), null, null, false);

    public PipelineRunFilter {
        namespaces = namespaces.stream().distinct().toList();
        pipelineNames = List.copyOf(pipelineNames);
        statuses = List.copyOf(statuses);
        labels = List.copyOf(labels);
    }

    /** The same filter for these namespaces. */
    public PipelineRunFilter in(List<String> names) {
        return new PipelineRunFilter(names, pipelineNames, statuses, labels, createdFrom, createdTo, latestAttemptOnly);
    }
}
