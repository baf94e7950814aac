package io.tektonretry.history;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task of the pipeline in one run: of the run's own spec, or of the spec that a retry derives from.
 *
 * @param pipelineRunUid the run
 * @param name of the pipeline task
 * @param taskName the name of the referenced Task; null for an embedded one or one from a resolver
 * @param isFinally whether it stands in {@code finally}
 * @param status how it stands in this run
 * @param skipReason Tekton's reason; null unless skipped
 * @param attempts its executions in this run, oldest first, the combinations of a matrix one after the other
 * @param reusedFrom the attempt of an earlier run whose results stand in; null unless reused
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
