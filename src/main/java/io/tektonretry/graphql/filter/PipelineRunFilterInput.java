package io.tektonretry.graphql.filter;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.LineageOutcome;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunFilter.Label.Operator;
import io.tektonretry.history.PipelineRunFilter.Span;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.source.SourceFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The filter input for runs. */
public record PipelineRunFilterInput(
        @Nullable List<String> namespaces,
        @Nullable List<String> pipelineNames,
        @Nullable List<PipelineRunStatus> statuses,
        @Nullable List<LabelInput> labels,
        @Nullable DateTimeRange createdAt,
        @Nullable List<String> reasons,
        @Nullable DateTimeRange finishedAt,
        @Nullable Boolean latestAttemptOnly,
        @Nullable SourceFilter source,
        @Nullable Boolean newestPerJob,
        @Nullable DateTimeRange startedAt,
        @Nullable String nameContains,
        @Nullable String retriedBy,
        @Nullable DurationRange duration,
        @Nullable List<LineageOutcome> lineageOutcomes,
        @Nullable List<FailureClass> failureClasses) {

    /** Kubernetes' limit. */
    private static final int LONGEST_NAME = 253;

    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** A label that a run must have, or must not have. */
    record LabelInput(
            String key,
            @Nullable Operator operator,
            @Nullable List<String> values) {

        PipelineRunFilter.Label label() {
            return new PipelineRunFilter.Label(key, operator == null ? Operator.IN : operator, orEmpty(values));
        }

        Optional<String> fault() {
            PipelineRunFilter.Label label = label();
            boolean hasValues = !label.values().isEmpty();
            return switch (label.operator()) {
                case IN -> Optional.empty();
                case NOT_IN -> hasValues ? Optional.empty() : fault("NOT_IN takes `values`.");
                case EXISTS -> hasValues ? fault("EXISTS takes no `values`.") : Optional.empty();
                case NOT_EXISTS -> hasValues ? fault("NOT_EXISTS takes no `values`.") : Optional.empty();
            };
        }

        private Optional<String> fault(String rule) {
            return Optional.of("The label \"%s\": the operator %s".formatted(key, rule));
        }

        boolean isNegative() {
            return label().operator().isNegative();
        }

        /** Whether an index finds the matching runs. */
        boolean narrows() {
            return label().operator() == Operator.IN && !label().values().isEmpty();
        }
    }

    /** A time range; an absent end is unbounded. */
    public record DateTimeRange(
            @Nullable Instant from, @Nullable Instant to) {

        private static Optional<String> fault(String field, @Nullable DateTimeRange range) {
            return range != null && range.from != null && range.to != null && range.to.isBefore(range.from)
                    ? Optional.of("`%s` ends before it begins: `to` is before `from`.".formatted(field))
                    : Optional.empty();
        }
    }

    /** A range of durations; an absent end is unbounded. */
    public record DurationRange(
            @Nullable Duration over, @Nullable Duration under) {

        private static Optional<String> fault(@Nullable DurationRange range) {
            if (range == null) {
                return Optional.empty();
            }
            boolean isOrdered = range.over == null || range.under == null || range.over.compareTo(range.under) < 0;
            return isPlausible(range.over) && isPlausible(range.under) && isOrdered
                    ? Optional.empty()
                    : Optional.of("`duration` must be between 0 and 100 years, and `over` less than `under`.");
        }

        private static boolean isPlausible(@Nullable Duration duration) {
            return duration == null || (!duration.isNegative() && duration.compareTo(LONGEST) <= 0);
        }
    }

    private Optional<String> nameFault() {
        return nameContains != null && (nameContains.isEmpty() || nameContains.length() > LONGEST_NAME)
                ? Optional.of("`nameContains` must have between 1 and %d characters.".formatted(LONGEST_NAME))
                : Optional.empty();
    }

    /** Whether it needs more than the run alone. */
    public boolean needsTheLineage() {
        return !orEmpty(lineageOutcomes).isEmpty();
    }

    /** What is wrong with it, such as that no index can be used; empty when it is valid. */
    public Optional<String> fault() {
        if (source != null && source.repository() == null && source.revision() == null) {
            return Optional.of("`source` needs a `repository` or a `revision`; the rest of it narrows these down.");
        }
        if (orEmpty(labels).stream().anyMatch(LabelInput::isNegative) && !isNarrow()) {
            return Optional.of("A filter for a label that runs must not have needs another filter that narrows the "
                    + "list: `namespaces`, `source`, a label with `values`, or `from` in `createdAt` or "
                    + "`finishedAt`.");
        }
        return Stream.of(
                        Stream.of(
                                DateTimeRange.fault("createdAt", createdAt),
                                DateTimeRange.fault("finishedAt", finishedAt),
                                DateTimeRange.fault("startedAt", startedAt),
                                DurationRange.fault(duration),
                                nameFault()),
                        orEmpty(labels).stream().map(LabelInput::fault))
                .flatMap(faults -> faults)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private boolean isNarrow() {
        return !orEmpty(namespaces).isEmpty()
                || source != null
                || orEmpty(labels).stream().anyMatch(LabelInput::narrows)
                || (createdAt != null && createdAt.from() != null)
                || (finishedAt != null && finishedAt.from() != null);
    }

    /**
     * The filter.
     *
     * @throws InvalidInputException when it has a fault
     */
    public PipelineRunFilter filter() {
        fault().ifPresent(fault -> {
            throw new InvalidInputException(fault);
        });
        return PipelineRunFilter.where()
                .namespaces(orEmpty(namespaces))
                .pipelineNames(orEmpty(pipelineNames))
                .statuses(orEmpty(statuses))
                .labels(orEmpty(labels).stream().map(LabelInput::label).toList())
                .created(span(createdAt))
                .reasons(orEmpty(reasons))
                .finished(span(finishedAt))
                .latestAttemptOnly(Boolean.TRUE.equals(latestAttemptOnly))
                .source(source == null ? SourceFilter.ANY : source)
                .newestPerJob(Boolean.TRUE.equals(newestPerJob))
                .started(span(startedAt))
                .nameContains(nameContains)
                .retriedBy(retriedBy)
                .longerThan(duration == null ? null : duration.over())
                .shorterThan(duration == null ? null : duration.under())
                .outcomes(orEmpty(lineageOutcomes))
                .failureClasses(orEmpty(failureClasses))
                .build();
    }

    private static Span span(@Nullable DateTimeRange range) {
        return range == null ? Span.ANY : new Span(range.from(), range.to());
    }

    private static <T> List<T> orEmpty(@Nullable List<T> values) {
        return values == null ? List.of() : values;
    }
}
