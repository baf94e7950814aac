package io.tektonretry.history.change;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change in what is recorded about a run.
 *
 * @param seq position in the order of all changes
 * @param at when it was recorded
 * @param runUid UID of the run
 * @param rootUid UID of the first run of its lineage, as known when the change was recorded
 * @param namespace namespace of the run
 * @param taskName pipeline task of a {@link Kind#TASK_UPDATED}; null otherwise
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
        /** The run was observed for the first time. */
        RUN_CREATED,
        /** The run took a new state. */
        RUN_UPDATED,
        /** The run took a new state in which it is finished, and was not before. */
        RUN_FINISHED,
        /** An execution of a task took a new state. */
        TASK_UPDATED,
        /** A retry of this run was observed for the first time. */
        RETRY_CREATED;

        /** A kind written by a newer replica counts as an update of the run. */
        static Kind of(String name) {
            return Stream.of(values())
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElse(RUN_UPDATED);
        }
    }
}
