package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterEvidence.event;
import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

class EvidenceOfSuccessIT extends PrunedHistory {

    private static final String SUCCEEDED = "{\"phase\": \"Succeeded\"}";
    private static final String EVICTED = "{\"phase\": \"Failed\", \"reason\": \"Evicted\"}";

    @Autowired
    PodOutcomes pods;

    @Autowired
    RunEvents events;

    @Autowired
    EvidenceOfSuccess success;

    @Autowired
    OldEvidence old;

    /** Of a run in which one task succeeded and another failed. */
    @BeforeEach
    void recordARun() {
        record(
                pipelineRun("a").naming("compile", "test").ended("False", "Failed"),
                child("compile", "True", "Succeeded"),
                child("test", "False", "Failed"));
        pods.record(List.of(pod("compile", 1, SUCCEEDED), pod("test", 1, "{\"phase\": \"Failed\"}")));
    }

    @Test
    void isDeletedAndThatOfFailuresStays() {
        record(pipelineRun("b").ended("True", "Succeeded"));
        tell("Started", "Normal", pipelineRun("a").json(), pipelineRun("b").json());
        tell("Started", "Normal", child("compile").json(), child("test").json());
        tell("Scheduled", "Normal", podOf("compile"), podOf("test"));

        assertThat(prune()).isEqualTo(2);

        assertThat(podNames()).containsExactly("a-test-pod");
        assertThat(objectsOfEvents()).containsExactly("a", "a-test", "a-test-pod");
    }

    @Test
    void leavesTheUidOfAPodWhichIsNotRecordedAgain() {
        prune();

        pods.record(List.of(pod("compile", 2, SUCCEEDED)));

        assertThat(podNames()).containsExactly("a-test-pod");
        assertThat(pods.of(List.of(uid("a-compile"))).get(uid("a-compile")))
                .singleElement()
                .returns(uid("a-compile-pod"), PodOutcome::uid)
                .returns("a-compile-pod", PodOutcome::name)
                .returns("Succeeded", PodOutcome::phase);
    }

    @Test
    void leavesTheUidOfAPodWhenItsTaskRunIsRecordedAgain() {
        prune();

        record(child("compile", "True", "Succeeded").version(9));

        assertThat(pods.of(List.of(uid("a-compile"))).get(uid("a-compile")))
                .singleElement()
                .returns(uid("a-compile-pod"), PodOutcome::uid);
    }

    @Test
    void keepsWarningsWithTheirPod() {
        tell("FailedScheduling", "Warning", podOf("compile"));
        tell("Scheduled", "Normal", podOf("compile"));

        prune();

        assertThat(podNames()).containsExactly("a-compile-pod", "a-test-pod");
        assertThat(objectsOfEvents()).containsExactly("a-compile-pod");
    }

    @Test
    void keepsAPodThatTheClusterEnded() {
        pods.record(List.of(pod("compile", 2, EVICTED)));

        prune();

        assertThat(podNames()).containsExactly("a-compile-pod", "a-test-pod");
    }

    @Test
    void onlyWarningsAndPodsOfFailuresStayAfterAMonth() {
        tell("Started", "Normal", pipelineRun("a").json(), child("test").json(), podOf("test"));
        tell("Failed", "Warning", child("test").json(), podOf("compile"));
        prune();
        assertThat(old.prune(START.plusSeconds(60), LATER, 1000)).isTrue();
        assertThat(objectsOfEvents()).containsExactly("a", "a-compile-pod", "a-test", "a-test", "a-test-pod");

        assertThat(old.prune(START.plusSeconds(61), LATER, 1000)).isTrue();

        assertThat(objectsOfEvents()).containsExactly("a-test");
        assertThat(podNames()).containsExactly("a-test-pod");
    }

    @Test
    void keepsWhatIsAboutARunThatHasJustEnded() {
        tell("Started", "Normal", child("compile").json());

        assertThat(success.prune(START.plusSeconds(60), LATER, 1000).runs()).isZero();

        assertThat(podNames()).hasSize(2);
        assertThat(objectsOfEvents()).hasSize(1);
    }

    private int prune() {
        int runs = 0;
        EvidenceOfSuccess.Chunk chunk;
        do {
            chunk = success.prune(START.plusSeconds(61), LATER, 1);
            runs += chunk.runs();
        } while (!chunk.isLast());
        return runs;
    }

    private static ClusterObject child(String task) {
        return taskRun("a", task);
    }

    private static ClusterObject child(String task, String condition, String reason) {
        ClusterObject child = child(task).ended(condition, reason);
        child.json().withObject("status").put("podName", "a-" + task + "-pod");
        return child;
    }

    private static ObjectNode podOf(String task) {
        return ClusterEvidence.pod(child(task).json(), "a-" + task + "-pod", 1, "{}");
    }

    private static PodOutcome pod(String task, long version, String status) {
        return PodOutcome.of(ClusterEvidence.pod(child(task).json(), "a-" + task + "-pod", version, status), null)
                .orElseThrow();
    }

    private void tell(String reason, String type, ObjectNode... objects) {
        events.record(Stream.of(objects)
                .map(object -> event(object, reason, 1, 1).put("type", type))
                .map(event -> RunEvent.of(event).orElseThrow())
                .toList());
    }

    private List<String> podNames() {
        return jdbc.sql("select name from pod_outcome order by name")
                .query(String.class)
                .list();
    }

    private List<String> objectsOfEvents() {
        return jdbc.sql("select involved_name from run_event order by involved_name")
                .query(String.class)
                .list();
    }
}
