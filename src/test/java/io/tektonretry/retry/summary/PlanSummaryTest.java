package io.tektonretry.retry.summary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.Warning;
import io.tektonretry.retry.plan.WarningCode;
import io.tektonretry.retry.summary.PlanSummary.FailedTask;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlanSummaryTest {

    private static final List<String> ODD = List.of("", "\u0000", "\ud800", "\ud83d\ude00", "\"}]", "ü".repeat(10_000));

    @Test
    void isReadAsItWasWrittenWhateverAnAuthorCallsHisTasks() {
        PlanSummary summary = new PlanSummary(
                List.of(
                        Refusal.of(RefusalCode.SUCCEEDED, "a \ud800 b"),
                        new Refusal(RefusalCode.CHILD_RUN, "", ODD, new UUID(1, 2).toString())),
                List.of(new Warning(WarningCode.OUT_OF_MEMORY, "\u0000", ODD)),
                ODD.stream().map(name -> new FailedTask(name, new UUID(3, 4))).toList());

        assertThat(PlanSummary.read(summary.json())).contains(summary);
    }

    @Test
    void isMissingWhereSomethingElseStands() {
        assertThat(PlanSummary.read("junk".getBytes(UTF_8))).isEmpty();
        assertThat(PlanSummary.read("{\"refusals\": [{\"code\": \"UNHEARD_OF\"}]}".getBytes(UTF_8)))
                .isEmpty();
    }
}
