package io.tektonretry.graphql;

import io.tektonretry.history.task.StepState;
import io.tektonretry.history.task.TaskAttempt;
import io.tektonretry.log.failure.FailureLog;
import io.tektonretry.log.failure.LogTailMissing;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of steps, including the last lines of failed ones. */
@Controller
final class StepFields {

    private static final KeptTail NONE = new KeptTail(null, null);

    /** A step with its attempt. */
    record AttemptStep(
            TaskAttempt attempt,
            String name,
            @Nullable Integer exitCode,
            @Nullable String reason,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        private static AttemptStep of(TaskAttempt attempt, StepState step) {
            return new AttemptStep(
                    attempt, step.name(), step.exitCode(), step.reason(), step.startedAt(), step.finishedAt());
        }

        boolean hasFailed() {
            return exitCode != null && exitCode != 0 && attempt.failureClass() != null;
        }

        boolean isOf(FailureLog log) {
            return log.number() == attempt.numberInTaskRun() && log.step().equals(name);
        }
    }

    /** The last lines of a step, or why there are none. */
    record KeptTail(@Nullable String text, @Nullable LogTailMissing missing) {

        private static KeptTail of(@Nullable FailureLog log, boolean isReadable) {
            if (log == null || (log.tail() == null && log.missing() == null)) {
                return new KeptTail(null, LogTailMissing.NOT_KEPT);
            }
            return log.tail() == null || isReadable
                    ? new KeptTail(log.tail(), log.missing())
                    : new KeptTail(null, LogTailMissing.FORBIDDEN);
        }
    }

    @SchemaMapping(typeName = "TaskAttempt")
    List<AttemptStep> steps(TaskAttempt attempt) {
        return attempt.steps().stream()
                .map(step -> AttemptStep.of(attempt, step))
                .toList();
    }

    @SchemaMapping(typeName = "StepState")
    CompletableFuture<@Nullable String> logTail(
            AttemptStep step,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        return kept(step, failureLogsOfTaskRun, mayReadLogsOfRun).thenApply(KeptTail::text);
    }

    @SchemaMapping(typeName = "StepState")
    CompletableFuture<@Nullable LogTailMissing> logTailMissing(
            AttemptStep step,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        return kept(step, failureLogsOfTaskRun, mayReadLogsOfRun).thenApply(KeptTail::missing);
    }

    /** The last lines of the step that made an attempt fail. */
    static CompletableFuture<KeptTail> ofFirstFailedStep(
            @Nullable TaskAttempt attempt,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        return attempt == null
                ? CompletableFuture.completedFuture(NONE)
                : attempt.steps().stream()
                        .map(step -> AttemptStep.of(attempt, step))
                        .filter(AttemptStep::hasFailed)
                        .findFirst()
                        .map(step -> kept(step, failureLogsOfTaskRun, mayReadLogsOfRun))
                        .orElseGet(() -> CompletableFuture.completedFuture(NONE));
    }

    private static CompletableFuture<KeptTail> kept(
            AttemptStep step,
            DataLoader<UUID, List<FailureLog>> failureLogsOfTaskRun,
            DataLoader<UUID, Boolean> mayReadLogsOfRun) {
        if (!step.hasFailed()) {
            return CompletableFuture.completedFuture(NONE);
        }
        return failureLogsOfTaskRun
                .load(step.attempt().taskRunUid())
                .thenCombine(
                        mayReadLogsOfRun.load(step.attempt().pipelineRunUid()),
                        (logs, isReadable) -> KeptTail.of(find(logs, step), Boolean.TRUE.equals(isReadable)));
    }

    private static @Nullable FailureLog find(@Nullable List<FailureLog> logs, AttemptStep step) {
        return logs == null
                ? null
                : logs.stream().filter(step::isOf).findFirst().orElse(null);
    }
}
