package io.tektonretry.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.document.LatestAttempt;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryLimitsTest {

    private static final Instant END = Instant.parse("2026-03-01T12:00:00Z");
    private static final RetryLimits LIMITS = new RetryLimits(50, Duration.ofDays(30));

    @Test
    void allowAsManyAttemptsAsTheySay() {
        assertThat(LIMITS.refusals(lineage(49, END), END)).isEmpty();
        assertThat(LIMITS.refusals(lineage(50, END), END))
                .containsExactly(
                        Refusal.of(
                                RefusalCode.RETRY_LIMIT_REACHED,
                                "PipelineRun ci/build is attempt 50 of its lineage, but only 50 are allowed; start its pipeline again"));
    }

    @Test
    void allowNoRetryWhereTheFirstRunIsTheLast() {
        assertThat(new RetryLimits(1, Duration.ofDays(30)).refusals(lineage(1, END), END))
                .extracting(Refusal::code)
                .containsExactly(RefusalCode.RETRY_LIMIT_REACHED);
    }

    @Test
    void countTheAgeFromTheEndOfTheLatestAttempt() {
        Instant last = END.plus(Duration.ofDays(30));

        assertThat(LIMITS.refusals(lineage(1, END), last.minusSeconds(1))).isEmpty();
        assertThat(LIMITS.refusals(lineage(1, END), last))
                .containsExactly(Refusal.of(
                        RefusalCode.RUN_TOO_OLD,
                        "PipelineRun ci/build ended at 2026-03-01T12:00:00Z and can be retried for 30 days after that;"
                                + " start its pipeline again"));
    }

    @Test
    void findNoAgeInARunThatHasNotEnded() {
        assertThat(LIMITS.refusals(lineage(1, null), END.plus(Duration.ofDays(400))))
                .isEmpty();
    }

    private static LatestAttempt lineage(int attempts, @Nullable Instant endedAt) {
        return new LatestAttempt(new UUID(1, 2), "ci", "build", PipelineRunStatus.FAILED, false, attempts, endedAt);
    }
}
