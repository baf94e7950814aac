package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overrides that can't be meant are refused in words, and so is memory told. */
class OverridesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                       | says nothing
            {computeResources: {}}                                                   | says nothing
            {timeout: PT-1S}                                                         | has the timeout PT-1S; the maximum is 365 days
            {timeout: PT9000H}                                                       | has the timeout PT9000H; the maximum is 365 days
            {serviceAccountName: A_b}                                                | has the serviceAccountName `A_b`, which is not a valid name
            {serviceAccountName: ''}                                                 | has the serviceAccountName ``, which is not a valid name
            {computeResources: {limits: [{name: memory, quantity: 4GB}]}}            | has the quantity `4GB` of memory; quantities are like 500m, 2 or 4Gi
            {computeResources: {requests: [{name: cpu, quantity: "-1"}]}}            | has the quantity `-1` of cpu; quantities are like 500m, 2 or 4Gi
            {computeResources: {requests: [{name: 'c p', quantity: "1"}]}}           | names a resource `c p`, which is not a valid name
            {computeResources: {limits: [{name: cpu, quantity: "1"}, {name: cpu, quantity: "2"}]}} | has `cpu` twice in limits
            {nodeSelector: [{key: pool, value: 'a b'}]}                              | has the nodeSelector `pool: a b`, which is not a valid label
            {nodeSelector: [{key: '', value: a}]}                                    | has the nodeSelector `: a`, which is not a valid label
            {tolerations: [{operator: EQUAL}]}                                       | has a toleration without a valid key; only EXISTS can omit the key
            {tolerations: [{key: a, operator: EXISTS, value: b}]}                    | has a toleration with the value `b`, which is not valid for a taint
            {tolerations: [{key: a, operator: EXISTS, tolerationSeconds: 3}]}        | has tolerationSeconds, which need the effect NO_EXECUTE
            """)
    void refusesWhatCantBe(String override, String fault) {
        assertThat(plan(override).refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_INPUT);
            assertThat(refusal.tasks()).containsExactly("a");
            assertThat(refusal.message()).isEqualTo("PipelineRun ci/orig: a in overrides " + fault);
        });
    }

    @Test
    void refusesATaskThatIsNamedTwice() {
        assertThat(plan("{serviceAccountName: x}", "{serviceAccountName: y}").refusals())
                .extracting(Refusal::message)
                .containsExactly("PipelineRun ci/orig: a in overrides is listed twice");
    }

    @ParameterizedTest
    @CsvSource({"500m", "2", "0.5", ".5", "1e3", "4Gi", "1Ki", "12E", "100n"})
    void takesWhatKubernetesTakes(String quantity) {
        assertThat(plan("{computeResources: {limits: [{name: example.com/gpu, quantity: '%s'}]}}".formatted(quantity))
                        .refusals())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1Gi, 1073741824", "1500m, 1.500", "2k, 2000", "1e-2, 0.01"})
    void readsQuantities(String quantity, String amount) {
        assertThat(ResourceQuantities.parse(quantity)).isEqualByComparingTo(amount);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {taskSpec: {steps: [{name: main, computeResources: {limits: {memory: 1Gi}}}]}}     | {}                                                     | step main at 1Gi
            {taskSpec: {stepTemplate: {computeResources: {limits: {memory: 2Gi}}}}}            | {}                                                     | step main at 2Gi
            {}                                                                                 | {computeResources: {limits: {memory: 3Gi}}}            | step main at 3Gi
            {}                                                                                 | {stepSpecs: [{name: main, computeResources: {limits: {memory: 4Gi}}}]} | step main at 4Gi
            {}                                                                                 | {}                                                     | step main with no limit of its own
            """)
    void namesTheLimitOfMemoryThatWasHit(String status, String spec, String told) {
        RetryPlan plan = RetryPlanner.plan(Scene.of(Documents.parseYaml("""
                pipeline: {tasks: [{name: a, taskRef: {name: tk}}]}
                outcomes:
                  a:
                    is: FAILED
                    spec: %s
                    status: %s
                """.formatted(spec, withStep(status)))));

        assertThat(plan.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(WarningCode.OUT_OF_MEMORY);
            assertThat(warning.tasks()).containsExactly("a");
            assertThat(warning.message())
                    .isEqualTo(
                            "Tasks of PipelineRun ci/orig were killed because they used more memory than their limit, and need a higher one: a (%s); raise it with overrides"
                                    .formatted(told));
        });
    }

    private static String withStep(String status) {
        String step = "steps: [{name: main, terminated: {exitCode: 137, reason: OOMKilled}}]}";
        return status.substring(0, status.length() - 1) + (status.equals("{}") ? "" : ", ") + step;
    }

    private static RetryPlan plan(String... overrides) {
        StringBuilder list = new StringBuilder();
        for (String override : overrides) {
            list.append("  - {task: a, ").append(override.substring(1)).append('\n');
        }
        return RetryPlanner.plan(Scene.of(Documents.parseYaml("""
                pipeline: {tasks: [{name: a, taskRef: {name: tk}}]}
                outcomes: {a: FAILED}
                options:
                  overrides:
                """ + list)));
    }
}
