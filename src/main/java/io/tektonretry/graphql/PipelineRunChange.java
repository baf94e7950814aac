package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineTask;
import io.tektonretry.history.RunChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as subscribers get it.
 *
 * @param change what is recorded of it
 * @param run as it stood when the change was read, which may be later than the change
 * @param isLatestAttempt whether no later attempt of its lineage was known then
 * @param task the task that the change is about, unless it is about the run
 */
record PipelineRunChange(
        RunChange change,
        PipelineRunRecord run,
        boolean isLatestAttempt,
        @Nullable PipelineTask task) {

    public String cursor() {
        return ChangeCursor.encode(change.seq());
    }

    public RunChange.Kind kind() {
        return change.kind();
    }

    public Instant at() {
        return change.at();
    }
}
