package io.tektonretry.history.task;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task of the pipeline in one run: from the run's own spec, or from the spec that a retry derives from.
 *
 * @param pipelineRunUid UID of the run
 * @param name name of the pipeline task
 * @param taskName name of the referenced Task; null for an embedded one or one from a resolver
 * @param isFinally whether it is a {@code finally} task
 * @param status its status in this run
 * @param skipReason Tekton's reason; null unless skipped
 * @param attempts its executions in this run, oldest first; grouped by combination for a matrix
 * @param reusedFrom the attempt of an earlier run whose results are reused; null unless reused
 */
public record PipelineTask(
        UUID pipelineRunUid,
        String name,
        @Nullable String taskName,
        boolean isFinally,
        PipelineTaskStatus status,
        @Nullable String skipReason,
        List<TaskAttempt> attempts,
        @Nullable TaskAttempt reusedFrom) {

    public PipelineTask {
        attempts = List.copyOf(attempts);
    }

    public int attemptCount() {
        return attempts.size();
    }
}
