package io.tektonretry.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a run and of the runs it builds on.
 *
 * @param base the run whose spec our retries derive from; null when it was never seen
 * @param retries our retries of the base in order, up to and including the run that was asked for; empty for the base itself
 * @param latest the last of all retries of the base, or the base
 * @param attempts the number of the latest in its lineage, from 1
 * @param endedAt when the latest ended, or its deletion was noticed; null when it did neither
 */
public record RecordedLineage(
        @Nullable RecordedRun base,
        List<RecordedRun> retries,
        RecordedRun latest,
        int attempts,
        @Nullable Instant endedAt) {

    public RecordedLineage {
        retries = List.copyOf(retries);
    }
}
