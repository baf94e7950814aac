package io.tektonretry.history;

import io.tektonretry.history.source.SourceFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which PipelineRuns to list; an empty list does not restrict.
 *
 * @param namespaces any of these
 * @param pipelineNames any of these
 * @param statuses any of these
 * @param labels all of these
 * @param created when they were created
 * @param reasons any of these Tekton reasons
 * @param finished when they ended
 * @param latestAttemptOnly leaves out runs that a later attempt of their lineage has replaced
 * @param source what they were built from
 * @param newestPerJob leaves out runs that a newer complete run of the same job at the same commit has replaced
 * @param started when they started
 * @param nameContains a part of their names
 * @param retriedBy name of the user who requested the retry
 * @param longerThan minimum duration
 * @param shorterThan maximum duration
 * @param outcomes any of these outcomes of their lineage
 * @param failureClasses any of these causes of their failure
 * @param unresolvedOnly leaves out runs that did not fail, and failures with a follow-up
 */
public record PipelineRunFilter(
        List<String> namespaces,
        List<String> pipelineNames,
        List<PipelineRunStatus> statuses,
        List<Label> labels,
        Span created,
        List<String> reasons,
        Span finished,
        boolean latestAttemptOnly,
        SourceFilter source,
        boolean newestPerJob,
        Span started,
        @Nullable String nameContains,
        @Nullable String retriedBy,
        @Nullable Duration longerThan,
        @Nullable Duration shorterThan,
        List<LineageOutcome> outcomes,
        List<FailureClass> failureClasses,
        boolean unresolvedOnly) {

    /**
     * A label that a run must have, or must not have.
     *
     * @param key key of the label
     * @param operator how to compare
     * @param values any of these; empty tests the key alone
     */
    public record Label(String key, Operator operator, List<String> values) {

        /** As in Kubernetes selectors: {@code NOT_IN} also matches runs without the label. */
        public enum Operator {
            IN,
            NOT_IN,
            EXISTS,
            NOT_EXISTS;

            /** Whether it matches runs that lack the label. */
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

    /**
     * A time range; an absent end is unbounded.
     *
     * @param from start, inclusive
     * @param to end, exclusive
     */
    public record Span(@Nullable Instant from, @Nullable Instant to) {

        /** The unbounded range. */
        public static final Span ANY = new Span(null, null);

        /** A missing time matches only an unbounded range. */
        boolean contains(@Nullable Instant time) {
            return time == null
                    ? from == null && to == null
                    : (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
        }
    }

    /** Lists every run. */
    public static final PipelineRunFilter ALL = new Builder().build();

    public PipelineRunFilter {
        namespaces = namespaces.stream().distinct().toList();
        pipelineNames = List.copyOf(pipelineNames);
        statuses = List.copyOf(statuses);
        labels = List.copyOf(labels);
        reasons = List.copyOf(reasons);
        outcomes = List.copyOf(outcomes);
        failureClasses = List.copyOf(failureClasses);
    }

    /** Builds a filter; without conditions it matches every run. */
    public static Builder where() {
        return new Builder();
    }

    /** The same filter for these namespaces. */
    public PipelineRunFilter in(List<String> names) {
        return with(filter -> filter.namespaces(names));
    }

    /** The same filter for latest attempts only, and for these statuses unless it names others. */
    public PipelineRunFilter latest(List<PipelineRunStatus> otherwise) {
        return with(filter ->
                filter.statuses(statuses.isEmpty() ? otherwise : statuses).latestAttemptOnly(true));
    }

    /** The same filter for failures since then without a follow-up, and for these statuses unless it names others. */
    public PipelineRunFilter unresolved(Instant since, List<PipelineRunStatus> otherwise) {
        return with(filter -> filter.statuses(statuses.isEmpty() ? otherwise : statuses)
                .created(new Span(since, created.to()))
                .latestAttemptOnly(true)
                .unresolvedOnly(true));
    }

    private PipelineRunFilter with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /**
     * Whether the run matches, as far as the run alone can tell: {@code latestAttemptOnly}, {@code newestPerJob},
     * {@code outcomes} and {@code unresolvedOnly} are ignored.
     */
    public boolean includes(PipelineRunRecord run) {
        return isAny(namespaces, run.namespace())
                && isAny(pipelineNames, run.pipelineName())
                && isAny(statuses, run.status())
                && labels.stream().allMatch(label -> label.holdsFor(run))
                && isAny(reasons, run.reason())
                && isAny(failureClasses, run.failureClass())
                && created.contains(run.createdAt())
                && finished.contains(run.finishedAt())
                && source.includes(run.source())
                && started.contains(run.startedAt())
                && (nameContains == null || run.name().contains(nameContains))
                && (retriedBy == null || retriedBy.equals(run.requestedBy()))
                && hasTaken(run.startedAt(), run.finishedAt());
    }

    private boolean hasTaken(@Nullable Instant start, @Nullable Instant end) {
        if (start == null || end == null) {
            return longerThan == null && shorterThan == null;
        }
        Duration taken = Duration.between(start, end);
        return (longerThan == null || taken.compareTo(longerThan) > 0)
                && (shorterThan == null || taken.compareTo(shorterThan) < 0);
    }

    private static <T> boolean isAny(List<T> wanted, @Nullable T value) {
        return wanted.isEmpty() || (value != null && wanted.contains(value));
    }

    /** Builds a filter condition by condition. */
    public static final class Builder {

        private List<String> namespaces = List.of();
        private List<String> pipelineNames = List.of();
        private List<PipelineRunStatus> statuses = List.of();
        private List<Label> labels = List.of();
        private Span created = Span.ANY;
        private List<String> reasons = List.of();
        private Span finished = Span.ANY;
        private boolean latestAttemptOnly;
        private SourceFilter source = SourceFilter.ANY;
        private boolean newestPerJob;
        private Span started = Span.ANY;
        private @Nullable String nameContains;
        private @Nullable String retriedBy;
        private @Nullable Duration longerThan;
        private @Nullable Duration shorterThan;
        private List<LineageOutcome> outcomes = List.of();
        private List<FailureClass> failureClasses = List.of();
        private boolean unresolvedOnly;

        private Builder() {}

        private Builder(PipelineRunFilter filter) {
            namespaces = filter.namespaces;
            pipelineNames = filter.pipelineNames;
            statuses = filter.statuses;
            labels = filter.labels;
            created = filter.created;
            reasons = filter.reasons;
            finished = filter.finished;
            latestAttemptOnly = filter.latestAttemptOnly;
            source = filter.source;
            newestPerJob = filter.newestPerJob;
            started = filter.started;
            nameContains = filter.nameContains;
            retriedBy = filter.retriedBy;
            longerThan = filter.longerThan;
            shorterThan = filter.shorterThan;
            outcomes = filter.outcomes;
            failureClasses = filter.failureClasses;
            unresolvedOnly = filter.unresolvedOnly;
        }

        public Builder namespaces(List<String> names) {
            namespaces = names;
            return this;
        }

        public Builder pipelineNames(List<String> names) {
            pipelineNames = names;
            return this;
        }

        public Builder statuses(List<PipelineRunStatus> any) {
            statuses = any;
            return this;
        }

        public Builder labels(List<Label> all) {
            labels = all;
            return this;
        }

        public Builder created(Span span) {
            created = span;
            return this;
        }

        public Builder reasons(List<String> any) {
            reasons = any;
            return this;
        }

        public Builder finished(Span span) {
            finished = span;
            return this;
        }

        public Builder latestAttemptOnly(boolean only) {
            latestAttemptOnly = only;
            return this;
        }

        public Builder source(SourceFilter builtFrom) {
            source = builtFrom;
            return this;
        }

        public Builder newestPerJob(boolean only) {
            newestPerJob = only;
            return this;
        }

        public Builder started(Span span) {
            started = span;
            return this;
        }

        public Builder nameContains(@Nullable String part) {
            nameContains = part;
            return this;
        }

        public Builder retriedBy(@Nullable String user) {
            retriedBy = user;
            return this;
        }

        public Builder longerThan(@Nullable Duration duration) {
            longerThan = duration;
            return this;
        }

        public Builder shorterThan(@Nullable Duration duration) {
            shorterThan = duration;
            return this;
        }

        public Builder outcomes(List<LineageOutcome> any) {
            outcomes = any;
            return this;
        }

        private Builder unresolvedOnly(boolean only) {
            unresolvedOnly = only;
            return this;
        }

        public Builder failureClasses(List<FailureClass> any) {
            failureClasses = any;
            return this;
        }

        public PipelineRunFilter build() {
            return new PipelineRunFilter(
                    namespaces,
                    pipelineNames,
                    statuses,
                    labels,
                    created,
                    reasons,
                    finished,
                    latestAttemptOnly,
                    source,
                    newestPerJob,
                    started,
                    nameContains,
                    retriedBy,
                    longerThan,
                    shorterThan,
                    outcomes,
                    failureClasses,
                    unresolvedOnly);
        }
    }
}
