package io.tektonretry.retry;

import io.tektonretry.history.document.LatestAttempt;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Limits of the number and age of retries.
 *
 * @param maxAttempts maximum number of runs of a lineage, including the first one
 * @param maxAge how long after its end a run can be retried
 */
record RetryLimits(int maxAttempts, Duration maxAge) {

    RetryLimits {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "max-attempts is %d, but it must be at least 1, the first run of a lineage".formatted(maxAttempts));
        }
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("max-age is %s, but it must be positive".formatted(maxAge));
        }
    }

    /**
     * Why the lineage gets no further attempt. Its age counts from the end of the latest attempt, since a run may take
     * many days.
     */
    List<Refusal> refusals(LatestAttempt latest, Instant now) {
        return Stream.of(tooMany(latest), tooOld(latest, now))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable Refusal tooMany(LatestAttempt latest) {
        return latest.number() < maxAttempts
                ? null
                : Refusal.of(
                        RefusalCode.RETRY_LIMIT_REACHED,
                        "PipelineRun %s is attempt %d of its lineage, but only %d are allowed; start its pipeline again"
                                .formatted(latest.address(), latest.number(), maxAttempts));
    }

    private @Nullable Refusal tooOld(LatestAttempt latest, Instant now) {
        Instant endedAt = latest.endedAt();
        return endedAt == null || endedAt.plus(maxAge).isAfter(now)
                ? null
                : Refusal.of(
                        RefusalCode.RUN_TOO_OLD,
                        "PipelineRun %s ended at %s and can be retried for %s after that; start its pipeline again"
                                .formatted(latest.address(), endedAt, words(maxAge)));
    }

    private static String words(Duration age) {
        long days = age.toDays();
        return age.equals(Duration.ofDays(days)) ? days + (days == 1 ? " day" : " days") : age.toString();
    }
}
