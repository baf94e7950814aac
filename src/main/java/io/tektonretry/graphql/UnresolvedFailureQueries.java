package io.tektonretry.graphql;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.filter.RunFilters;
import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.log.failure.FailureLog;
import io.tektonretry.log.failure.LogTailMissing;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Lists failures without a follow-up. */
@Controller
final class UnresolvedFailureQueries {

    private static final int MOST_COUNTED = 10_000;
    private static final int LONGEST_LINE = 500;

    private final VisibleRuns visible;
    private final PipelineRunList runs;
    private final RunFilters filters;

    UnresolvedFailureQueries(VisibleRuns visible, PipelineRunList runs, RunFilters filters) {
        this.visible = visible;
        this.runs = runs;
        this.filters = filters;
    }

    @QueryMapping
    Connection<UnresolvedFailure> unresolvedFailures(
            @Argument @Nullable PipelineRunFilterInput filter,
            @Argument @Nullable Integer first,
            @Argument @Nullable String after) {
        PageArguments page = new PageArguments(first, after, null, null);
        return visible.visible(filters.unresolved(filter))
                .map(shown ->
                        Connection.of(runs, shown, PipelineRunRecord::position, page, upTo -> runs.count(shown, upTo)))
                .orElseGet(() -> Connection.empty(page))
                .map(UnresolvedFailure::new);
    }

    @SchemaMapping(typeName = "UnresolvedFailureConnection")
    BoundedCount totalCount(Connection<UnresolvedFailure> connection, @Argument int upTo) {
        if (upTo < 1 || upTo > MOST_COUNTED) {
            throw new InvalidInputException("`upTo` is %d; it goes from 1 to %d.".formatted(upTo, MOST_COUNTED));
        }
        return connection.counter().apply(upTo);
    }

    @SchemaMapping(typeName = "UnresolvedFailure")
    @Nullable
    FailureClass failureClass(UnresolvedFailure failure) {
        return failure.run().failureClass();
    }

    @SchemaMapping(typeName = "UnresolvedFailure")
    CompletableFuture<FailureCause> cause(
            UnresolvedFailure failure, DataLoader<UUID, FailedRuns.Failure> failedTasksOfRun) {
        return failedTasksOfRun
                .load(failure.run().uid())
                .thenApply(found -> FailedRuns.orNone(found).cause());
    }

    @SchemaMapping(typeName = "UnresolvedFailure")
    CompletableFuture<Integer> failedTaskCount(
            UnresolvedFailure failure, DataLoader<UUID, FailedRuns.Failure> failedTasksOfRun) {
        return failedTasksOfRun
                .load(failure.run().uid())
                .thenApply(found -> FailedRuns.orNone(found).tasks().size());
    }

    @SchemaMapping(typeName = "UnresolvedFailure")
    CompletableFuture<List<FailedTask>> failedTasks(
            UnresolvedFailure failure, @Argument int first, DataLoader<UUID, FailedRuns.Failure> failedTasksOfRun) {
        int most = new PageArguments(first, null, null, null).size();
        return failedTasksOfRun
                .load(failure.run().uid())
                .thenApply(found ->
                        FailedRuns.orNone(found).tasks().stream().limit(most).toList());
    }

    @SchemaMapping(typeName = "FailedTask")
    CompletableFuture<@Nullable String> lastLogLine(
            FailedTask task,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        return StepFields.ofFirstFailedStep(task.attempt(), failureLogsOfTaskRun, mayReadLogsOfRun)
                .thenApply(kept -> lastLine(kept.text()));
    }

    @SchemaMapping(typeName = "FailedTask")
    CompletableFuture<@Nullable LogTailMissing> lastLogLineMissing(
            FailedTask task,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        return StepFields.ofFirstFailedStep(task.attempt(), failureLogsOfTaskRun, mayReadLogsOfRun)
                .thenApply(StepFields.KeptTail::missing);
    }

    private static @Nullable String lastLine(@Nullable String tail) {
        if (tail == null) {
            return null;
        }
        String line = tail.lines()
                .filter(one -> !one.isBlank())
                .reduce((former, latter) -> latter)
                .orElse("");
        return line.codePointCount(0, line.length()) <= LONGEST_LINE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_LINE));
    }
}
