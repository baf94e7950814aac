package io.tektonretry.history.coverage;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the mirror of a kind.
 *
 * @param namespace empty for all
 * @param epoch epoch of the resourceVersion
 * @param resourceVersion everything up to it is recorded; null before the first complete list
 * @param reachedAt when the cluster was at that version
 * @param isConnected whether a watch is open
 * @param lastEventAt when the last change was seen
 * @param lagSeconds how long the oldest seen change has waited to be recorded, or how long nothing could be seen
 * @param failure why the cluster does not answer
 * @param age time since the last report, by the clock of the database; null before the first one
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

    /** Whether the last report says that the cluster lacks this optional kind. */
    public boolean isAbsent() {
        return isConnected && failure != null;
    }
}
