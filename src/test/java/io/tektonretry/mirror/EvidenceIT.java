package io.tektonretry.mirror;

import static io.tektonretry.history.ClusterEvidence.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.Recording;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EvidenceIT extends MirroredCluster {

    private static final String KILLED = """
            {"phase": "Failed", "containerStatuses": [
              {"name": "step-build", "state": {"terminated": {"exitCode": 1, "reason": "Error"}}}]}
            """;

    private static final String EVICTED = """
            {"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: memory."}
            """;

    private final ObjectNode child = failedChild();

    @Test
    void blamesTheClusterForAnAttemptWhosePodItEnded() {
        play("ADDED", child);
        try (var service = start()) {
            await().untilAsserted(() -> assertThat(failureClasses()).containsExactly("USER_CODE"));
            play("ADDED", pod(EVICTED));
            await().untilAsserted(() -> assertThat(failureClasses()).containsExactly("INFRASTRUCTURE"));
            play("MODIFIED", child);
            await().until(() -> service.count("stored") == 2);
            assertThat(failureClasses()).containsExactly("INFRASTRUCTURE");
        }
    }

    @Test
    @TestsFault(20)
    void keepsAPodThatIsDeletedAndNoticesWhatWentMeanwhile() {
        play("ADDED", child, pod(KILLED));
        start().close();
        assertThat(pods()).containsExactly("Failed node-1 f");
        cluster.play(gone(pod(KILLED)));
        try (var service = start()) {
            await().untilAsserted(() -> assertThat(pods()).containsExactly("Failed node-1 t"));
            play("ADDED", pod(EVICTED));
            await().untilAsserted(() -> assertThat(pods()).containsExactly("Failed node-1 f"));
            cluster.play(gone(pod(EVICTED)));
            await().untilAsserted(() -> assertThat(pods()).containsExactly("Failed node-1 t"));
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    void keepsTheNewestStateOfAnEventAlsoWhenTheClusterForgetsIt() {
        try (var service = start()) {
            play("ADDED", event(child, "Failed", 1, 1));
            play("MODIFIED", event(child, "Failed", 2, 1));
            cluster.play(gone(event(child, "Failed", 2, 1)));
            play("ADDED", event(pod(KILLED), "BackOff", 4, 1));
            await().untilAsserted(() -> assertThat(events()).containsExactlyInAnyOrder("Failed 2", "BackOff 4"));
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    void leavesOutWhatIsNotAboutRuns() {
        ObjectNode foreign = pod(KILLED);
        foreign.withObject("metadata").put("name", "web-7f6d");
        try (var service = start()) {
            play("ADDED", event(foreign, "Killing", 1, 1), event(pod(KILLED), "BackOff", 1, 1));
            await().untilAsserted(() -> assertThat(events()).containsExactly("BackOff 1"));
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    void goesOnWithRunsAndEventsWherePodsMayNotBeListed() {
        cluster.faults(Fault.refusing(
                403,
                "Forbidden",
                "pods is forbidden",
                request -> request.resource().equals("pods")));
        play("ADDED", child, event(child, "Failed", 1, 1), pod(KILLED));
        try (var service = start()) {
            await().until(service::isReady);
            await().untilAsserted(() -> assertThat(events()).containsExactly("Failed 1"));
            assertThat(failureClasses()).containsExactly("USER_CODE");
            assertThat(service.gauge("mirror.evidence.reachable", "POD")).isZero();
            await().untilAsserted(() -> assertThat(service.gauge("mirror.evidence.reachable", "TASK_RUN_EVENT"))
                    .isOne());
            cluster.faults(Fault.NONE);
            await().untilAsserted(() -> assertThat(pods()).hasSize(1));
        }
    }

    @Test
    void keepsEvidenceWhileTheDatabaseRefusesIt() {
        try (var service = start()) {
            jdbc.sql("alter table run_event rename to run_event_away").update();
            play("ADDED", event(child, "Failed", 1, 1));
            play("MODIFIED", event(child, "Failed", 5, 1));
            await().until(() -> service.context().getBean(NewEvidence.class).size() == 1);
            jdbc.sql("alter table run_event_away rename to run_event").update();
            await().untilAsserted(() -> assertThat(events()).containsExactly("Failed 5"));
        }
    }

    @Test
    @TestsFault(7)
    void startsWhileTheDatabaseIsAwayAndFollowsWhenItIsBack() {
        play("ADDED", child, event(child, "Failed", 1, 1));
        database.mode(TcpProxy.Mode.CLOSED);
        try (var service = MirroredService.start(history, cluster)) {
            assertThat(service.isReady()).isFalse();
            database.mode(TcpProxy.Mode.OPEN);
            BrokenConnections.leave(pool);
            await().until(service::isReady);
            await().untilAsserted(() -> assertThat(events()).containsExactly("Failed 1"));
        } finally {
            database.mode(TcpProxy.Mode.OPEN);
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void saysOnceWhyTheDatabaseRefusesEvidenceAndRecordsTheRest(CapturedOutput output) {
        jdbc.sql("alter table run_event add constraint few check (count < 5)").update();
        try (var service = start()) {
            play(
                    "ADDED",
                    event(child, "Failed", 5, 1),
                    event(pod(KILLED), "BackOff", 6, 1),
                    event(child, "Kept", 1, 2));
            await().untilAsserted(() -> assertThat(events()).containsExactly("Kept 1"));
            await().until(() -> service.total("mirror.evidence", "outcome", "refused") == 2);
        } finally {
            jdbc.sql("alter table run_event drop constraint few").update();
        }
        assertThat(output.getAll().split("The database rejects an Event or a pod", -1))
                .hasSize(2);
    }

    @Test
    void asksForEvidenceInPagesAndForNoneThatMayBeStale() {
        Queue<ApiRequest> lists = new ConcurrentLinkedQueue<>();
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.isList() && request.resource().matches("pods|events")) {
                    lists.add(request);
                }
            }
        });
        play("ADDED", child, event(child, "Failed", 1, 1), pod(KILLED));
        try (var service = start()) {
            await().untilAsserted(() -> assertThat(pods()).hasSize(1));
            await().untilAsserted(() -> assertThat(events()).hasSize(1));
            assertThat(service.isReady()).isTrue();
        }
        assertThat(lists)
                .hasSizeGreaterThan(1)
                .allSatisfy(list -> assertThat(list.query())
                        .containsEntry("limit", "500")
                        .doesNotContainEntry("resourceVersion", "0"));
    }

    /** With pods and Events. */
    @Override
    MirroredService start() {
        return ready(MirroredService.start(history, cluster));
    }

    private List<String> failureClasses() {
        return jdbc.sql("select failure_class from task_attempt")
                .query(String.class)
                .list();
    }

    private List<String> pods() {
        return jdbc.sql("select concat_ws(' ', phase, node, deleted_at is not null) from pod_outcome")
                .query(String.class)
                .list();
    }

    private List<String> events() {
        return jdbc.sql("select concat_ws(' ', reason, count) from run_event")
                .query(String.class)
                .list();
    }

    private ObjectNode pod(String status) {
        return ClusterEvidence.pod(child, child.path("status").path("podName").asString(), 1, status);
    }

    private void play(String type, ObjectNode... objects) {
        for (ObjectNode object : objects) {
            cluster.play(change(type, object));
        }
    }

    private JsonNode gone(ObjectNode object) {
        return change("DELETED", object);
    }

    private JsonNode change(String type, ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", type);
        event.set("object", copy);
        return event;
    }

    /** A recorded TaskRun whose step ended with an exit code. */
    private static ObjectNode failedChild() {
        return Recording.of("a-chain-stops-at-its-middle-task").lastObservations().stream()
                .map(Recording::object)
                .filter(object ->
                        object.at("/status/conditions/0/reason").asString("").equals("StepFailed"))
                .findFirst()
                .orElseThrow();
    }
}
