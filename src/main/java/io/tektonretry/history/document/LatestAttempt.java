package io.tektonretry.history.document;

import io.tektonretry.history.PipelineRunStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last run of a lineage, as its row shows it.
 *
 * @param leavesTasks whether some unsuccessful tasks did not run again
 * @param number of the run in its lineage, from 1
 * @param endedAt when it ended, or its deletion was noticed; null when neither
 */
public record LatestAttempt(
        UUID uid,
        String namespace,
        String name,
        PipelineRunStatus status,
        boolean leavesTasks,
        int number,
        @Nullable Instant endedAt) {

    /** How messages name it. */
    public String address() {
        return namespace + "/" + name;
    }
}
