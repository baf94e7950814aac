package io.tektonretry.graphql.report;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput.DateTimeRange;
import io.tektonretry.report.ReportScope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filter input for reports. */
record ReportFilter(
        @Nullable List<String> namespaces,
        @Nullable List<String> pipelineNames,
        @Nullable List<String> taskNames,
        @Nullable List<String> repositories,
        @Nullable String branch,
        @Nullable DateTimeRange during) {

    static final ReportFilter ALL = new ReportFilter(null, null, null, null, null, null);

    /**
     * What the report is about.
     *
     * @throws InvalidInputException when the range ends before it begins, or is too long
     */
    ReportScope scope(ReportProperties limits, Instant now) {
        Instant to = during == null || during.to() == null ? now : during.to();
        Instant from = during == null || during.from() == null ? to.minus(limits.defaultSpan()) : during.from();
        if (to.isBefore(from)) {
            throw new InvalidInputException(
                    "`during` ends before it begins: `to` is before `from`, or `from` is in the future.");
        }
        if (Duration.between(from, to).compareTo(limits.longestSpan()) > 0) {
            throw new InvalidInputException(
                    "`during` spans more than %d days, the most of a report (`tektonretry.reports.longest-span`); ask for a later `from` or an earlier `to`."
                            .formatted(limits.longestSpan().toDays()));
        }
        return new ReportScope(
                from.truncatedTo(ChronoUnit.DAYS),
                endOfDay(to),
                orEmpty(namespaces),
                orEmpty(pipelineNames),
                orEmpty(taskNames),
                orEmpty(repositories),
                branch);
    }

    private static Instant endOfDay(Instant time) {
        Instant day = time.truncatedTo(ChronoUnit.DAYS);
        return day.equals(time) ? time : day.plus(1, ChronoUnit.DAYS);
    }

    private static List<String> orEmpty(@Nullable List<String> values) {
        return values == null ? List.of() : values;
    }
}
