package io.tektonretry.retry.summary;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A summary to keep.
 *
 * @param planner version of the program that made it
 * @param fingerprint of the rows from which it was made, read before the documents: what changes between belongs to a
 * later fingerprint, so that the summary is never used
 * @param validUntil after that, time alone changes the plan; null if it never does
 */
public record NewSummary(
        UUID runUid,
        long planner,
        long fingerprint,
        @Nullable Instant validUntil,
        PlanSummary summary) {}
