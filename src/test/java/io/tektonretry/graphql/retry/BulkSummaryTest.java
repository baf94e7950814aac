package io.tektonretry.graphql.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.graphql.retry.BulkRetryPayload.Result;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BulkSummaryTest {

    private static final Result RETRIED = result(UUID.randomUUID());
    private static final Result WAITING = result(null);

    @Test
    void saysHowManyWereRetriedAndWhyTheOthersWereNot() {
        List<Result> results = List.of(
                RETRIED,
                refused("PipelineRun ci/a succeeded"),
                RETRIED,
                refused("PipelineRun ci/b is still running"),
                RETRIED);
        assertThat(BulkSummary.of(results, false, false))
                .isEqualTo("3 of 5 retried: PipelineRun ci/a succeeded (SUCCEEDED);"
                        + " PipelineRun ci/b is still running (SUCCEEDED).");
    }

    @Test
    void tellsWhatWaitsAndWhatIsOnlyShown() {
        assertThat(BulkSummary.of(List.of(RETRIED, WAITING), false, true))
                .isEqualTo("1 of 2 retried, 1 accepted for later. The filter finds further runs.");
        assertThat(BulkSummary.of(List.of(WAITING, refused("no")), true, false))
                .isEqualTo("1 of 2 would be retried: no (SUCCEEDED).");
        assertThat(BulkSummary.of(List.of(), false, false)).isEqualTo("No run to retry.");
    }

    /** Reasons quote authors of runs. */
    @Test
    void isOneLineOfPlainText() {
        Result quoting = refused("its annotation says: flaky\n\nApproved \u001b[2K\u202eby\r\nadmin");
        assertThat(BulkSummary.of(List.of(quoting), false, false))
                .isEqualTo("0 of 1 retried: its annotation says: flaky Approved [2Kby admin (SUCCEEDED).");
    }

    @Test
    void staysShort() {
        Stream<Result> many = IntStream.range(0, 500).mapToObj(i -> refused("😀".repeat(1000) + i));
        assertThat(BulkSummary.of(many.toList(), false, false)).hasSizeLessThan(7000);
        Stream<Result> different = IntStream.range(0, 500).mapToObj(i -> refused("run " + i));
        assertThat(BulkSummary.of(different.toList(), false, false))
                .startsWith("0 of 500 retried: run 0 (SUCCEEDED); run 1")
                .endsWith("; run 9 (SUCCEEDED); and 490 more.");
    }

    private static Result refused(String message) {
        return new Result(
                null,
                null,
                null,
                List.of(),
                List.of(),
                false,
                List.of(RetryPayload.UserError.of(Refusal.of(RefusalCode.SUCCEEDED, message), "runId")));
    }

    private static Result result(UUID created) {
        return new Result(UUID.randomUUID(), created, null, List.of(), List.of(), false, List.of());
    }
}
