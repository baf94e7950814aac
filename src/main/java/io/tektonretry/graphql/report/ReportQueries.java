package io.tektonretry.graphql.report;

import static java.util.stream.Collectors.toSet;

import graphql.schema.DataFetchingFieldSelectionSet;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.report.FlakinessOrder;
import io.tektonretry.report.FlakinessReport;
import io.tektonretry.report.Ranking;
import io.tektonretry.report.ReportGroup;
import io.tektonretry.report.ReportInterval;
import io.tektonretry.report.ReportScope;
import io.tektonretry.report.RetryLength;
import io.tektonretry.report.RetryReport;
import io.tektonretry.report.RetryReportRow;
import io.tektonretry.report.RetryWorth;
import io.tektonretry.report.RetryWorthReport;
import io.tektonretry.report.TaskFlakiness;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers queries for reports from the namespaces that the caller may read. */
@Controller
@EnableConfigurationProperties(ReportProperties.class)
final class ReportQueries {

    /** The fields that show them. */
    private static final Map<RetryLength, String> LENGTHS = Map.of(
            RetryLength.DURATION, "duration",
            RetryLength.RETRY_DURATION, "retryDuration",
            RetryLength.TIME_TO_RECOVERY, "timeToRecovery",
            RetryLength.TIME_SAVED, "timeSaved");

    private final VisibleRuns visible;
    private final FlakinessReport flakiness;
    private final RetryWorthReport worth;
    private final RetryReport retries;
    private final ReportProperties limits;
    private final Clock clock;

    ReportQueries(
            VisibleRuns visible,
            FlakinessReport flakiness,
            RetryWorthReport worth,
            RetryReport retries,
            ReportProperties limits,
            Clock clock) {
        this.visible = visible;
        this.flakiness = flakiness;
        this.worth = worth;
        this.retries = retries;
        this.limits = limits;
        this.clock = clock;
    }

    @QueryMapping
    Reports reports(@Argument @Nullable ReportFilter filter) {
        ReportScope scope = (filter == null ? ReportFilter.ALL : filter).scope(limits, clock.instant());
        return new Reports(
                scope.from(),
                scope.to(),
                !scope.taskNames().isEmpty(),
                visible.namespaces(scope.namespaces(), scope, scope::in));
    }

    @SchemaMapping
    Ranking<TaskFlakiness> taskFlakiness(
            Reports reports, @Argument int first, @Argument FlakinessOrder orderBy, @Argument int minimumExecutions) {
        int most = size(first);
        if (minimumExecutions < 0) {
            throw new InvalidInputException(
                    "`minimumExecutions` is %d; it must not be negative.".formatted(minimumExecutions));
        }
        return reports.of(scope -> flakiness.of(scope, orderBy, minimumExecutions, most));
    }

    @SchemaMapping
    Ranking<RetryWorth> retryWorth(Reports reports, @Argument int first) {
        int most = size(first);
        return reports.of(scope -> worth.of(scope, most));
    }

    @SchemaMapping
    Ranking<RetryReportRow> retries(
            Reports reports,
            @Argument ReportGroup groupBy,
            @Argument @Nullable ReportInterval interval,
            @Argument int first,
            DataFetchingFieldSelectionSet selected) {
        int most = size(first);
        if (groupBy != ReportGroup.TASK && reports.areOfTasks()) {
            throw new InvalidInputException("`taskNames` restricts `retries` only if they are grouped by TASK.");
        }
        if (interval != null) {
            refuseMoreBuckets(interval, Duration.between(reports.from(), reports.to()));
        }
        Set<RetryLength> wanted = LENGTHS.keySet().stream()
                .filter(length -> selected.contains("**/" + LENGTHS.get(length)))
                .collect(toSet());
        return reports.of(scope -> retries.of(scope, groupBy, interval, wanted, most));
    }

    private void refuseMoreBuckets(ReportInterval interval, Duration range) {
        if (interval.buckets(range) > limits.maxBuckets()) {
            throw new InvalidInputException(
                    "`during` has more than %d buckets of one %s each, the most of a report (`tektonretry.reports.max-buckets`); ask for a shorter range or a longer `interval`."
                            .formatted(limits.maxBuckets(), interval));
        }
    }

    private static int size(int first) {
        return new PageArguments(first, null, null, null).size();
    }
}
