package io.tektonretry.history;

import io.tektonretry.history.SkipReasons.SkipReason;
import java.util.List;
import java.util.Map;
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

    /**
     * Derives the rows.
     *
     * @param skipReasons of a PipelineRun by the names of its tasks
     */
    static ObservedRows of(ObservedObject object, Map<String, SkipReason> skipReasons) {
        boolean isRun = object.isPipelineRun();
        boolean isChild = !isRun || object.owner().isPresent();
        List<PipelineTaskRow> tasks = isRun ? PipelineTaskRow.of(object, skipReasons) : List.of();
        return new ObservedRows(
                object,
                isRun ? PipelineRunRow.of(object, tasks) : null,
                tasks,
                isChild ? TaskRunRow.of(object) : null,
                isChild ? TaskAttemptRow.of(object) : List.of());
    }

    UUID uid() {
        return object.uid();
    }
}
