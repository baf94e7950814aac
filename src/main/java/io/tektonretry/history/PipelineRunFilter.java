package io.tektonretry.history;

import io.tektonretry.history.source.SourceFilter;
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
 * @param reasons any of these of Tekton's reasons
 * @param finishedFrom the earliest end, inclusive
 * @param finishedTo the end of ends, exclusive
 * @param latestAttemptOnly leaves out runs that a later attempt of their lineage replaced
 * @param source what they must have been built from
 * @param newestPerJob leaves out runs that a newer whole run of the same job at the same commit replaced
 */
public record PipelineRunFilter(
        List<String> namespaces,
        List<String> pipelineNames,
        List<PipelineRunStatus> statuses,
        List<Label> labels,
        @Nullable Instant createdFrom,
        @Nullable Instant createdTo,
        List<String> reasons,
        @Nullable Instant finishedFrom,
        @Nullable Instant finishedTo,
        boolean latestAttemptOnly,
        SourceFilter source,
        boolean newestPerJob) {

    /**
     * A label that a run must have, or must not have.
     *
     * @param key of the label
     * @param operator what about it
     * @param values any of these; none asks for the key alone
     */
    public record Label(String key, Operator operator, List<String> values) {

        /** As in selectors of Kubernetes: what must not be there is not there in a run without the label either. */
        public enum Operator {
            IN,
            NOT_IN,
            EXISTS,
            NOT_EXISTS;

            /** Whether it asks for runs that lack something. */
            public boolean isNegative() {
                return this == NOT_IN || this == NOT_EXISTS;
            }
        }

        public Label {
            values = List.copyOf(values);
        }

        boolean holdsFor(PipelineRunRecord run) {
            String value = run.labels().get(key);
            boolean isThere = value != null && (values.isEmpty() || values.contains(value));
            return isThere != operator.isNegative();
        }
    }

    /** Lists every run. */
    public static final PipelineRunFilter ALL = new PipelineRunFilter(
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null,
            List.of(),
            null,
            null,
            false,
            SourceFilter.ANY,
            false);

    public PipelineRunFilter {
        namespaces = namespaces.stream().distinct().toList();
        pipelineNames = List.copyOf(pipelineNames);
        statuses = List.copyOf(statuses);
        labels = List.copyOf(labels);
        reasons = List.copyOf(reasons);
    }

    /** The same filter for these namespaces. */
    public PipelineRunFilter in(List<String> names) {
        return new PipelineRunFilter(
                names,
                pipelineNames,
                statuses,
                labels,
                createdFrom,
                createdTo,
                reasons,
                finishedFrom,
                finishedTo,
                latestAttemptOnly,
                source,
                newestPerJob);
    }

    /** The same filter for latest attempts, and for these statuses unless it names others. */
    public PipelineRunFilter latest(List<PipelineRunStatus> otherwise) {
        return new PipelineRunFilter(
                namespaces,
                pipelineNames,
                statuses.isEmpty() ? otherwise : statuses,
                labels,
                createdFrom,
                createdTo,
                reasons,
                finishedFrom,
                finishedTo,
                true,
                source,
                newestPerJob);
    }

    /** Whether the run as it stands is one to list, as far as that shows in the run alone: {@code latestAttemptOnly} and {@code newestPerJob} are
     * not asked. */
    public boolean includes(PipelineRunRecord run) {
        return isAny(namespaces, run.namespace())
                && isAny(pipelineNames, run.pipelineName())
                && isAny(statuses, run.status())
                && labels.stream().allMatch(label -> label.holdsFor(run))
                && isAny(reasons, run.reason())
                && isWithin(createdFrom, createdTo, run.createdAt())
                && isWithin(finishedFrom, finishedTo, run.finishedAt())
                && source.includes(run.source());
    }

    /** What has no time yet is within no span but the one that is open on both sides. */
    private static boolean isWithin(@Nullable Instant from, @Nullable Instant to, @Nullable Instant time) {
        return time == null
                ? from == null && to == null
                : (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }

    private static <T> boolean isAny(List<T> wanted, @Nullable T value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }
}
