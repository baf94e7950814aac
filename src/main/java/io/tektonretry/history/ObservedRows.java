package io.tektonretry.history;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an object becomes. A PipelineRun that belongs to another one is a run and a child.
 *
 * @param pipelineRun null for another kind
 * @param tasks of the PipelineRun
 * @param taskRun null for a PipelineRun that belongs to none
 * @param attempts of the child
 */
record ObservedRows(
        ObservedObject object,
        @Nullable PipelineRunRow pipelineRun,
        List<PipelineTaskRow> tasks,
        @Nullable TaskRunRow taskRun,
        List<TaskAttemptRow> attempts) {

    static ObservedRows of(ObservedObject object) {
        boolean isRun = object.isPipelineRun();
        boolean isChild = !isRun || object.owner().isPresent();
        return new ObservedRows(
                object,
                isRun ? PipelineRunRow.of(object) : null,
                isRun ? PipelineTaskRow.of(object) : List.of(),
                isChild ? TaskRunRow.of(object) : null,
                isChild ? TaskAttemptRow.of(object) : List.of());
    }

    UUID uid() {
        return object.uid();
    }
}
