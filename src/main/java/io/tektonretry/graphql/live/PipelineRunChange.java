package io.tektonretry.graphql.live;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.change.RunChange;
import io.tektonretry.history.task.PipelineTask;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change as delivered to subscribers.
 *
 * @param change the recorded change
 * @param run the run when the change was read, which may be later than the change
 * @param isLatestAttempt whether no later attempt of its lineage was known then
 * @param isNewestOfJob whether no newer complete run of the same job at the same commit was known then
 * @param task the task of the change; null when it is about the run
 */
public record PipelineRunChange(
        RunChange change,
        PipelineRunRecord run,
        boolean isLatestAttempt,
        boolean isNewestOfJob,
        @Nullable PipelineTask task) {

    private static final long REST = 2_000;

    /** Approximate memory in bytes: the texts whose length an author controls, plus an upper bound for the rest. */
    long size() {
        String message = run.message();
        int labels = run.labels().entrySet().stream()
                .mapToInt(label -> label.getKey().length() + label.getValue().length())
                .sum();
        return REST
                + labels
                + (message == null ? 0 : message.length())
                + (task == null ? 0 : task.toString().length());
    }

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
