package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plans retries of runs whose documents are damaged. */
class DamagedRunsTest {

    private static final int RUNS_OF_A_SEED = 10;

    @TestFactory
    Stream<DynamicTest> damagedDocumentsGiveAPlanOrARefusal() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            for (int i = 0; i < RUNS_OF_A_SEED; i++) {
                PlanInput damaged = Damage.of(draw, lineage.request(GeneratedRetriesTest.options(draw)));
                RetryPlan plan = RetryPlanner.plan(damaged);
                assertThat(plan.forms().isEmpty()).isEqualTo(!plan.retryable());
                assertThat(RetryPlanner.plan(damaged)).isEqualTo(plan);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> damagedRecordsGiveAValidRunOrARefusal() {
        return Seeds.each(draw -> {
            GeneratedLineage lineage = GeneratedLineage.any(draw);
            for (int i = 0; i < RUNS_OF_A_SEED; i++) {
                RetryPlan plan =
                        RetryPlanner.plan(Damage.ofRecord(draw, lineage.request(GeneratedRetriesTest.options(draw))));
                if (plan.retryable()) {
                    assertThat(ManifestProblems.of(GeneratedLineage.manifest(plan)))
                            .isEmpty();
                }
            }
        });
    }
}
