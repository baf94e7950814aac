package io.tektonretry.history.change;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something recorded about a run that was not recorded before.
 *
 * @param seq where it stands in the order of all changes
 * @param at when it was recorded
 * @param runUid the run
 * @param rootUid the first run of its lineage, as known when the change was recorded
 * @param namespace of the run
 * @param taskName the pipeline task of a {@link Kind#TASK_UPDATED}, else null
 */
public record RunChange(
        long seq,
        Instant at,
        Kind kind,
        UUID runUid,
        UUID rootUid,
        String namespace,
        @Nullable String taskName) {

    /** What happened. */
    public enum Kind {
        /** The run was seen for the first time. */
        RUN_CREATED,
        /** The run took a new state. */
        RUN_UPDATED,
        /** The run took a new state in which it is at its end, and was not before. */
        RUN_FINISHED,
        /** An execution of a task took a new state. */
        TASK_UPDATED,
        /** Another run was seen for the first time, which retries this one. */
        RETRY_CREATED;

        /** What a newer replica of the service calls by a name that this one does not know is news of the run all the same. */
        static Kind of(String name) {
            return Stream.of(values())
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElse(RUN_UPDATED);
        }
    }
}
