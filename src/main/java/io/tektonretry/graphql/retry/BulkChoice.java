package io.tektonretry.graphql.retry;

import io.tektonretry.access.CurrentCaller;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.relay.ListCursor;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.SparseFilterException;
import io.tektonretry.history.request.BulkRetry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;
import org.springframework.stereotype.Component;

/** Finds the runs of a bulk retry: the named ones, or the latest attempts that match a filter, newest first. */
@Component
final class BulkChoice {

    /** Cancelling is someone's decision: cancelled runs are only retried on request. */
    private static final List<PipelineRunStatus> FAILED =
            List.of(PipelineRunStatus.FAILED, PipelineRunStatus.TIMED_OUT);

    private static final Window<PipelineRunRecord> NONE = Window.from(List.of(), ScrollPosition::offset);

    private final VisibleRuns visible;
    private final PipelineRunList runs;
    private final CurrentCaller caller;
    private final Clock clock;

    BulkChoice(VisibleRuns visible, PipelineRunList runs, CurrentCaller caller, Clock clock) {
        this.visible = visible;
        this.runs = runs;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * The current runs for the call.
     *
     * @throws InvalidInputException when an id or the cursor is malformed, or the filter matches too few of too many
     * runs
     */
    BulkRetry of(BulkRetryInput input) {
        List<String> ids = input.runIds();
        if (ids != null) {
            return choice(input, ids.stream().map(NodeId::parseRun).distinct().toList(), false, null);
        }
        Window<PipelineRunRecord> page = found(input);
        List<PipelineRunRecord> found = page.getContent();
        return choice(
                input,
                found.stream().map(PipelineRunRecord::uid).toList(),
                page.hasNext(),
                found.isEmpty()
                        ? null
                        : ListCursor.encode(found.get(found.size() - 1).position()));
    }

    private Window<PipelineRunRecord> found(BulkRetryInput input) {
        PipelineRunFilterInput filter = input.filter();
        String after = input.after();
        ListPosition position = after == null ? null : ListCursor.decode(after);
        PipelineRunFilter wanted = filter == null ? PipelineRunFilter.ALL : filter.filter();
        try {
            return visible.visible(wanted.latest(FAILED))
                    .map(allowed -> runs.after(allowed, position, input.size()))
                    .orElse(NONE);
        } catch (SparseFilterException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()));
        }
    }

    private BulkRetry choice(BulkRetryInput input, List<UUID> uids, boolean hasMore, @Nullable String endCursor) {
        String key = input.idempotencyKey();
        return new BulkRetry(
                caller.get().name(),
                key == null ? "" : key,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                input.fingerprint(),
                uids,
                hasMore,
                endCursor);
    }
}
