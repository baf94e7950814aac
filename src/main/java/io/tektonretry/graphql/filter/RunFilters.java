package io.tektonretry.graphql.filter;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Translates filters, and limits how many rows they make the database read. */
@EnableConfigurationProperties(ListProperties.class)
public @Component final class RunFilters {

    /** Cancelling is someone's decision: cancelled runs are only shown on request. */
    private static final List<PipelineRunStatus> UNRESOLVED =
            List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT, PipelineRunStatus.SUCCEEDED);

    private final ListProperties properties;
    private final Clock clock;

    RunFilters(ListProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * The filter for failures without a follow-up.
     *
     * @throws InvalidInputException when it has a fault
     */
    public PipelineRunFilter unresolved(@Nullable PipelineRunFilterInput input) {
        PipelineRunFilter filter = input == null ? PipelineRunFilter.ALL : input.filter();
        if (filter.statuses().stream().anyMatch(status -> !status.isDone())) {
            throw new InvalidInputException(
                    "`statuses` has PENDING or RUNNING, but a failure is that of a run that has ended.");
        }
        Instant now = clock.instant();
        Instant asked = filter.created().to();
        Instant until = asked == null || asked.isAfter(now) ? now : asked;
        Instant since = filter.created().from();
        if (since == null) {
            return filter.unresolved(until.minus(properties.unresolvedAge()), UNRESOLVED);
        }
        refuseLonger("createdAt", since, until);
        return filter.unresolved(since, UNRESOLVED);
    }

    private void refuseLonger(String field, Instant since, Instant until) {
        Duration most = properties.longestSpan();
        if (Duration.between(since, until).compareTo(most) > 0) {
            throw new InvalidInputException(
                    "`%s` spans more than %d days, the most of this list (`tektonretry.lists.longest-span`); ask for a later `from` or an earlier `to`."
                            .formatted(field, most.toDays()));
        }
    }
}
