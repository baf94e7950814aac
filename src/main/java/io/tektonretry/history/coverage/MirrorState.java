package io.tektonretry.history.coverage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a kind is followed.
 *
 * @param namespace empty for all
 * @param epoch in which the resourceVersion counts
 * @param resourceVersion everything up to it is recorded; null before the first complete list
 * @param reachedAt when the cluster was there
 * @param isConnected whether the API server answers with changes
 * @param lastEventAt when the last change was seen
 * @param lagSeconds for how long the oldest change that was seen waits to be recorded, or nothing could be seen
 * @param failure why the cluster does not answer
 * @param age how long ago the last report was made, by the clock of the database; null before the first one
 */
public record MirrorState(
        String kind,
        String namespace,
        @Nullable Integer epoch,
        @Nullable Long resourceVersion,
        @Nullable Instant reachedAt,
        boolean isConnected,
        @Nullable Instant lastEventAt,
        double lagSeconds,
        @Nullable String failure,
        @Nullable Duration age) {

    public boolean isSynced() {
        return resourceVersion != null;
    }

    /** Whether the cluster did not have this kind when that was reported, which may do without. */
    public boolean isAbsent() {
        return isConnected && failure != null;
    }
}
