package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Somebody deletes a TaskRun while its run goes on, and Tekton makes it anew under the same name. */
class ChildrenOfOneNameTest {

    private static final String RUN = """
            pipeline:
              tasks:
              - name: b
                taskRef: {name: tk}
              - name: c
                taskRef: {name: tk}
                runAfter: [b]
            outcomes:
              b: %s
              c: FAILED
            """;

    @Test
    void theNewerOneRunsOnAndHoldsUpTheRetry() {
        RetryPlan plan = plan(child("LIVE", 1), child("LIVE", 2), true, true);

        assertThat(plan.refusals()).extracting(Refusal::code).containsExactly(RefusalCode.CHILDREN_RUNNING);
        assertThat(plan.refusals().get(0).tasks()).containsExactly("b");
    }

    @Test
    void theOlderOneHoldsUpTheRetryForAsLongAsItRuns() {
        RetryPlan plan = plan(child("LIVE", 1), child("SUCCEEDED", 2), true, false);

        assertThat(plan.refusals()).extracting(Refusal::code).containsExactly(RefusalCode.CHILDREN_RUNNING);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNewerOneIsReusedWhenItSucceeded(boolean olderFirst) {
        RetryPlan plan = plan(child("LIVE", 1), child("SUCCEEDED", 2), olderFirst, true);

        assertThat(task(plan)).isEqualTo("b REUSE SUCCEEDED_BEFORE u-2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theNewerOneRunsAgainWhenItFailedThoughTheOlderOneSucceeded(boolean olderFirst) {
        RetryPlan plan = plan(child("SUCCEEDED", 1), child("FAILED", 2), olderFirst, true);

        assertThat(task(plan)).isEqualTo("b RERUN FAILED u-2");
    }

    @Test
    void aChildThatTheRunDoesNotNameIsNone() {
        ObjectNode stranger = child("LIVE", 3);
        ((ObjectNode) stranger.path("metadata")).put("name", "orig-b-of-mine");

        RetryPlan plan = plan(child("SUCCEEDED", 1), stranger, true, false);

        assertThat(task(plan)).isEqualTo("b REUSE SUCCEEDED_BEFORE u-1");
    }

    private static String task(RetryPlan plan) {
        PlannedTask task = plan.tasks().get(0);
        return "%s %s %s %s".formatted(task.name(), task.action(), task.because(), task.previousChildUid());
    }

    /** A child of the first task; all are created in the same second. */
    private static ObjectNode child(String outcome, int version) {
        ObjectNode child = run(outcome).children().get(0);
        ((ObjectNode) child.path("metadata"))
                .put("uid", "u-" + version)
                .put("resourceVersion", Integer.toString(version))
                .put("creationTimestamp", "2026-01-01T00:00:00Z");
        return child;
    }

    private static RetryPlan plan(ObjectNode older, ObjectNode newer, boolean olderFirst, boolean olderIsGone) {
        AttemptDocuments run = run("FAILED");
        ObjectNode last = run.children().get(1);
        AttemptDocuments both = new AttemptDocuments(
                run.pipelineRun(),
                olderFirst ? List.of(older, newer, last) : List.of(newer, older, last),
                olderIsGone ? Set.of("u-1") : Set.of());
        return RetryPlanner.plan(new PlanInput(List.of(both), RetryOptions.defaults(), Map.of(), 1));
    }

    private static AttemptDocuments run(String outcome) {
        return Scene.of(Documents.parseYaml(RUN.formatted(outcome))).lineage().get(0);
    }
}
