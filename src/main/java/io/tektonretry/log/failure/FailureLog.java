package io.tektonretry.log.failure;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The recorded end of a failed step's log.
 *
 * @param number number of the attempt, from 1 inside the TaskRun
 * @param tail the last lines; null when there are none
 * @param missing why there are none; null also while they are being read
 */
public record FailureLog(
        UUID taskRunUid,
        int number,
        String step,
        @Nullable String tail,
        @Nullable LogTailMissing missing) {}
