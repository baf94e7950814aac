package io.tektonretry.history.evidence;

import static io.tektonretry.history.ClusterEvidence.event;
import static io.tektonretry.history.ClusterEvidence.json;
import static io.tektonretry.history.ClusterEvidence.pod;
import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.taskRun;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class EvidenceTest {

    private static final ObjectNode CHILD = taskRun("a", "test").json();

    @Test
    void tellsHowTheContainersOfAPodEnded() {
        PodOutcome pod = outcome("""
                {"phase": "Failed",
                 "initContainerStatuses": [{"name": "prepare", "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}],
                 "containerStatuses": [
                   {"name": "step-build", "state": {"terminated": {"exitCode": 137, "signal": 9, "reason": "OOMKilled",
                     "message": "[{\\"key\\": \\"a result\\"}]",
                     "startedAt": "2026-11-24T08:00:00Z", "finishedAt": "2026-11-24T08:00:01Z"}}},
                   {"name": "step-push", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}},
                   {"name": "step-sign", "state": {"running": {"startedAt": "2026-11-24T08:00:00Z"}}}]}
                """);
        assertThat(pod.containers())
                .containsExactly(
                        new PodContainer("prepare", 0, null, "Completed", null, null, null),
                        new PodContainer("step-build", 137, 9, "OOMKilled", null, START, START.plusSeconds(1)),
                        new PodContainer("step-push", null, null, "ImagePullBackOff", "no such image", null, null),
                        new PodContainer("step-sign", null, null, null, null, START, null));
        assertThat(pod).returns("node-1", PodOutcome::node).returns(false, PodOutcome::disrupted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Evicted", "NodeLost", "Shutdown", "Preempting", "OutOfmemory"})
    void countsWhatTheClusterDidToAPodAsItsDisruption(String reason) {
        assertThat(outcome(
                        "{'phase': 'Failed', 'reason': '%s'}".formatted(reason).replace('\'', '"')))
                .returns(true, PodOutcome::disrupted)
                .returns(reason, PodOutcome::reason);
    }

    @Test
    void readsADisruptionFromTheConditionOfAPod() {
        assertThat(outcome("""
                {"phase": "Failed", "conditions": [{"type": "DisruptionTarget", "status": "True",
                  "reason": "DeletionByTaintManager", "message": "the node is gone"}]}
                """))
                .returns(true, PodOutcome::disrupted)
                .returns("DeletionByTaintManager", PodOutcome::reason)
                .returns("the node is gone", PodOutcome::message);
    }

    @Test
    void saysWhyAPodWaitsForANode() {
        assertThat(outcome("""
                {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}]}
                """)).returns("Unschedulable", PodOutcome::reason).returns(false, PodOutcome::disrupted);
    }

    @Test
    void leavesAPodOutThatExecutesNoTaskRun() {
        ObjectNode assistant = pod(CHILD, "affinity-assistant-0", 1, "{\"phase\": \"Running\"}");
        assistant.withObject("metadata").remove("ownerReferences");
        assertThat(PodOutcome.of(assistant, null)).isEmpty();
    }

    @Test
    void readsAnEventOfTheOldAndOfTheNewApi() {
        ObjectNode old = event(CHILD, "Failed", 3, 7);
        ObjectNode recent = event(CHILD, "Failed", 3, 7);
        recent.putNull("firstTimestamp").putNull("lastTimestamp").remove("count");
        recent.put("eventTime", "2026-11-24T08:00:00.000000Z");
        recent.set("series", json("""
                {"count": 3, "lastObservedTime": "2026-11-24T08:00:09.000000Z"}
                """));
        assertThat(RunEvent.of(recent))
                .isEqualTo(RunEvent.of(old))
                .hasValueSatisfying(event -> assertThat(event)
                        .returns(3, RunEvent::count)
                        .returns(START, RunEvent::firstAt)
                        .returns(START.plusSeconds(9), RunEvent::lastAt));
    }

    private static PodOutcome outcome(String status) {
        return PodOutcome.of(pod(CHILD, "a-test-pod", 1, status), null).orElseThrow();
    }
}
