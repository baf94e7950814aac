package io.tektonretry.history.coverage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A period in which objects may have come and gone unseen.
 *
 * @param namespace empty for all
 * @param fromVersion the last resourceVersion seen; null when there was none
 * @param from null when there was no observation before
 * @param toVersion the next resourceVersion seen; null while there is none
 * @param to null while the gap lasts
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
