package io.tektonretry.cluster;

import static io.tektonretry.cluster.Objects.pipelineRun;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Runs that a real Tekton controller executed end the same way when they are simulated. */
class SimulatedClusterTest {

    private static Simulation simulation;

    @BeforeAll
    static void start() {
        simulation =
                Simulation.start(Duration.ofMillis(2), RecordedScenario.named("a-run-belongs-to-another-controller"));
    }

    @AfterAll
    static void stop() {
        simulation.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-branch-that-is-complete-stays-complete",
                "a-chain-stops-at-its-middle-task",
                "a-custom-task-is-refused-by-its-controller",
                "a-display-name-shows-a-result",
                "a-failure-is-ignored-by-on-error-and-another-is-not",
                "a-finally-task-misses-a-result-of-a-succeeded-task",
                "a-flaky-task-recovers-by-itself-but-another-fails",
                "a-matrix-whose-results-are-consumed-fails-in-one-combination",
                "a-parameter-without-default-is-not-given",
                "a-pipeline-does-not-exist",
                "a-pipeline-result-is-missing-though-all-tasks-succeed",
                "a-recorded-list-is-empty",
                "a-result-contains-a-reference-to-a-result",
                "a-run-succeeds",
                "a-succeeded-task-did-not-write-a-result-that-is-needed",
                "a-task-definition-does-not-exist",
                "a-task-is-skipped-by-when-and-one-behind-it-fails",
                "a-task-run-spec-names-an-unknown-task",
                "a-task-uses-up-both-of-its-retries",
                "context-variables-keep-the-identity-of-the-root",
                "every-kind-of-result-reference-crosses-the-cut",
                "finally-reports-the-status-of-a-failed-graph",
                "names-reach-the-limit-of-63-characters",
                "one-branch-fails-while-another-goes-on",
                "one-task-reaches-its-own-timeout",
                "one-task-run-is-cancelled-by-hand",
                "only-a-finally-task-fails",
                "pipeline-results-come-from-succeeded-and-failed-tasks",
                "pods-fail-for-reasons-of-the-cluster",
                "results-are-used-inside-embedded-steps",
                "results-hold-text-that-is-hard-to-carry",
                "scratch-space-settings-and-credentials-as-workspaces",
                "the-volume-of-the-failed-run-is-used-again",
                "twelve-combinations-are-handed-on-as-one-list",
                "two-of-six-matrix-combinations-fail"
            })
    void endsARunAsTektonDid(String name) {
        RecordedRun recorded = RecordedRun.given(name);

        ObjectNode run = simulation.load(recorded);

        simulation.eventuallyEndsAs(run, recorded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-chain-stops-at-its-middle-task",
                "a-custom-task-is-refused-by-its-controller",
                "a-matrix-whose-results-are-consumed-fails-in-one-combination",
                "a-recorded-list-is-empty",
                "every-kind-of-result-reference-crosses-the-cut",
                "finally-reports-the-status-of-a-failed-graph",
                "one-of-three-parents-fails-before-the-join",
                "only-a-finally-task-fails",
                "sixty-tasks-wide-and-deep",
                "the-volume-of-the-failed-run-is-used-again",
                "twelve-combinations-are-handed-on-as-one-list",
                "two-of-six-matrix-combinations-fail"
            })
    void endsARetryAsTektonDid(String name) {
        RecordedRun recorded = RecordedRun.retry(name);

        ObjectNode run = simulation.load(recorded);

        simulation.eventuallyEndsAs(run, recorded);
    }

    @ParameterizedTest
    @CsvSource({
        "a-run-is-cancelled-in-the-middle, Cancelled",
        "a-run-is-cancelled-but-finally-runs, CancelledRunFinally"
    })
    void endsACancelledRunAsTektonDid(String name, String specStatus) {
        RecordedRun recorded = RecordedRun.given(name);

        ObjectNode run = simulation.load(recorded, "{\"load\": \"Never\"}");
        simulation.eventually(run, found -> simulation.runsTask(found, "load"));
        simulation.patch(run, "{\"spec\": {\"status\": \"%s\"}}".formatted(specStatus));

        simulation.eventuallyEndsAs(run, recorded);
    }

    @Test
    void stopsARunBehindItsRunningTaskAsTektonDid() {
        RecordedRun recorded = RecordedRun.given("a-run-is-stopped-after-the-running-task");
        try (Simulation slow = Simulation.start(Duration.ofMillis(700))) {
            ObjectNode run = slow.load(recorded);
            slow.eventually(run, found -> !slow.children(found).isEmpty());
            slow.patch(run, "{\"spec\": {\"status\": \"StoppedRunFinally\"}}");

            slow.eventuallyEndsAs(run, recorded);
        }
    }

    @Test
    void waitsWithAPendingRunUntilItIsReleased() {
        ObjectNode pending = inline("pending", "{}");
        pending.withObject("/spec").put("status", "PipelineRunPending");
        ObjectNode run = create(pending);
        simulation.eventuallyHasReason(run, "PipelineRunPending");
        assertThat(simulation.children(run)).isEmpty();

        simulation.patch(run, "{\"spec\": {\"status\": null}}");

        simulation.eventuallyHasReason(run, "Succeeded");
    }

    @Test
    void letsATaskSucceedInTheRetryAfterItFailed() {
        ObjectNode root = create(inline("root", "{\"a\": \"Failed\"}"));
        simulation.eventuallyHasReason(root, "Failed");
        ObjectNode retry = inline("root-r1", "{\"a\": \"Failed\"}");
        retry.withObject("/metadata/labels").set("tektonretry.io/root-uid", root.at("/metadata/uid"));

        simulation.eventuallyHasReason(create(retry), "Succeeded");
    }

    @Test
    void startsNothingWhileATaskIsDoneThatNoChainOfDoneTasksLeadsTo() {
        ObjectNode early = inline("early", "{}");
        early.set("spec", Objects.json("""
                {"pipelineSpec": {"tasks": [
                  {"name": "prep", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                  {"name": "each", "runAfter": ["prep"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]},
                   "matrix": {"params": [{"name": "p", "value": []}]}}]}}
                """));
        String uid = create(early).at("/metadata/uid").asString();

        simulation.eventuallyHasReason(create(inline("later", "{}")), "Succeeded");

        assertThat(simulation.cluster().api().list("TaskRun"))
                .extracting(child -> child.at("/metadata/labels")
                        .path("tekton.dev/pipelineRunUID")
                        .asString())
                .isNotEmpty()
                .doesNotContain(uid);
    }

    @Test
    void leavesTheRunsOfAnotherControllerAlone() {
        assertThat(simulation.cluster().api().list("PipelineRun"))
                .filteredOn(run -> run.path("spec").has("managedBy"))
                .singleElement()
                .satisfies(run -> assertThat(run.has("status")).isFalse());
    }

    private static ObjectNode create(ObjectNode run) {
        return simulation.cluster().api().create(run);
    }

    private static ObjectNode inline(String name, String outcomes) {
        ObjectNode run = pipelineRun("ci", name);
        run.withObject("/metadata/annotations").put("demo.tektonretry.io/outcomes", outcomes);
        run.set("spec", Objects.json("""
                {"pipelineSpec": {"tasks": [{"name": "a", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                """));
        return run;
    }
}
