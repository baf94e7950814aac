package io.tektonretry.graphql;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.scalar.Durations;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.task.TaskAttempt;
import io.tektonretry.retry.plan.TaskOverride;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of a TaskAttempt that its record does not contain. */
@Controller
@SchemaMapping(typeName = "TaskAttempt")
final class TaskAttemptFields {

    /** The cause of an attempt. */
    enum TaskAttemptCause {
        INITIAL,
        AUTOMATIC_RETRY,
        MANUAL_RETRY
    }

    static NodeId idOf(TaskAttempt attempt) {
        return new NodeId.Attempt(attempt.pipelineRunUid(), attempt.taskRunUid(), attempt.numberInTaskRun());
    }

    @SchemaMapping
    String id(TaskAttempt attempt) {
        return idOf(attempt).encoded();
    }

    @SchemaMapping
    TaskAttemptCause cause(TaskAttempt attempt) {
        if (attempt.numberInTaskRun() > 1) {
            return TaskAttemptCause.AUTOMATIC_RETRY;
        }
        return attempt.number() > 1 ? TaskAttemptCause.MANUAL_RETRY : TaskAttemptCause.INITIAL;
    }

    @SchemaMapping
    @Nullable
    Duration duration(TaskAttempt attempt) {
        return Durations.between(attempt.startedAt(), attempt.finishedAt());
    }

    @SchemaMapping
    CompletableFuture<@Nullable TaskOverride> overridden(
            TaskAttempt attempt, DataLoader<UUID, List<TaskOverride>> overridesOfRun) {
        return overridesOfRun
                .load(attempt.pipelineRunUid())
                .thenApply(overrides -> overrides == null
                        ? null
                        : overrides.stream()
                                .filter(override -> override.task().equals(attempt.pipelineTaskName()))
                                .findFirst()
                                .orElse(null));
    }

    @SchemaMapping
    CompletableFuture<PipelineRunRecord> run(TaskAttempt attempt, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return runsByUid.load(attempt.pipelineRunUid());
    }
}
