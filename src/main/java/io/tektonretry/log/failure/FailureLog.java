package io.tektonretry.log.failure;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the log of a step that failed.
 *
 * @param number of the attempt, from 1 inside the TaskRun
 * @param tail its last lines; null when there are none
 * @param missing why there are none; null while they are being read as well
 */
public record FailureLog(
        UUID taskRunUid,
        int number,
        String step,
        @Nullable String tail,
        @Nullable LogTailMissing missing) {}
