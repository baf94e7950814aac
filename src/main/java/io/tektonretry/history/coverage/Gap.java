package io.tektonretry.history.coverage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which objects may have come and gone unseen.
 *
 * @param namespace empty for all
 * @param fromVersion the last resourceVersion that was seen; null when there was none
 * @param from null since ever
 * @param toVersion the resourceVersion that was seen next; null while there is none
 * @param to null while it lasts
 */
public record Gap(
        long id,
        String kind,
        String namespace,
        GapReason reason,
        @Nullable Long fromVersion,
        @Nullable Instant from,
        @Nullable Long toVersion,
        @Nullable Instant to) {}
