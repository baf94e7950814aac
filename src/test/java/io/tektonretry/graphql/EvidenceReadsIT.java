package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.Recording;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.ResultsRecords;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@GraphQlContext
class EvidenceReadsIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    Recorded recorded;

    @Autowired
    PodOutcomes pods;

    @Autowired
    RunEvents events;

    @Autowired
    ResultsRecords results;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Test
    void findsTheLogInTektonResultsByTheRecordOfThePod() {
        recorded.clear();
        recorded.record("pods-fail-for-reasons-of-the-cluster");
        ObjectNode taskRun = (ObjectNode)
                Recording.of("pods-fail-for-reasons-of-the-cluster").read("TaskRun-node.json");
        pods.record(List.of(PodOutcome.of(ClusterEvidence.pod(taskRun, "bad-luck-node-pod", 1, "{}"), null)
                .orElseThrow()));

        assertThat(annotated(taskRun, 1, "rec-podfail/results/r-1/records/t-1"))
                .contains("rec-podfail/results/r-1/logs/t-1");
        assertThat(annotated(taskRun, 2, "other/results/r-1/records/t-1"))
                .as("one of another namespace")
                .isEmpty();
        assertThat(annotated(taskRun, 3, "rec-podfail/results/../records/t-1")).isEmpty();
        assertThat(results.logOf("other", "bad-luck-node-pod")).isEmpty();

        jdbc.sql("update task_attempt set pod_uid = p.uid from pod_outcome p where pod_name = p.name")
                .update();
        jdbc.sql("delete from pod_outcome").update();
        assertThat(annotated(taskRun, 4, "rec-podfail/results/r-1/records/t-1"))
                .as("of the pod, only the UID is left")
                .contains("rec-podfail/results/r-1/logs/t-1");
        assertThat(results.logOf("other", "bad-luck-node-pod")).isEmpty();
    }

    private Optional<String> annotated(ObjectNode taskRun, int version, String record) {
        ObjectNode annotated = taskRun.deepCopy();
        ObjectNode metadata = annotated.withObject("/metadata");
        metadata.put(
                "resourceVersion",
                String.valueOf(metadata.path("resourceVersion").asLong() + version));
        metadata.withObject("/annotations").put("results.tekton.dev/record", record);
        recorder.record(List.of(new Observation.Seen(annotated)), Instant.EPOCH);
        return results.logOf("rec-podfail", "bad-luck-node-pod");
    }

    @Test
    void givesThePodOfAnAttemptAndTheEventsOfARun() {
        recorded.clear();
        recorded.record("pods-fail-for-reasons-of-the-cluster");
        JsonNode taskRun = Recording.of("pods-fail-for-reasons-of-the-cluster").read("TaskRun-node.json");
        ObjectNode pod = ClusterEvidence.pod(taskRun, "bad-luck-node-pod", 1, """
                {"phase": "Failed", "reason": "Evicted", "containerStatuses": [
                  {"name": "step-main", "state": {"terminated": {"exitCode": 137, "signal": 9, "reason": "Error"}}}]}
                """);
        pods.record(List.of(PodOutcome.of(pod, null).orElseThrow()));
        events.record(
                Stream.of(ClusterEvidence.event(taskRun, "Failed", 1, 1), ClusterEvidence.event(pod, "Evicted", 2, 2))
                        .map(event -> RunEvent.of(event).orElseThrow())
                        .toList());

        Response response = api.documentName("everythingOfARun")
                .variable("namespace", "rec-podfail")
                .variable("name", "bad-luck")
                .execute();

        response.path("pipelineRun.tasks.nodes[?(@.name == 'node')].attempts.nodes[0].pod")
                .matchesJson("""
                [{"name": "bad-luck-node-pod", "node": "node-1", "phase": "Failed", "reason": "Evicted", "disrupted": true,
                  "deletedAt": null, "containers": [{"name": "step-main", "exitCode": 137, "signal": 9, "reason": "Error"}]}]
                """);
        response.path("pipelineRun.tasks.nodes[?(@.name == 'fine')].attempts.nodes[0].pod")
                .matchesJson("[null]");
        response.path("pipelineRun.tasks.nodes[?(@.name == 'node')].attempts.nodes[0].logLinks")
                .matchesJson("""
                [[{"name": "Archive", "step": null,
                   "url": "https://logs.example.com/rec-podfail/UID?run=bad-luck&task=node"},
                  {"name": "Explore", "step": "main",
                   "url": "https://logs.example.com/bad-luck-node-pod/step-main?from=2026-11-23T23%3A11%3A50.000Z&to=2026-11-23T23%3A11%3A51.000Z"}]]
                """.replace("UID", pod.at("/metadata/uid").asString()));
        response.path("pipelineRun.tasks.nodes[?(@.name == 'fine')].attempts.nodes[0].logLinks[*].name")
                .entityList(String.class)
                .containsExactly("Explore");
        response.path("pipelineRun.events").matchesJson("""
                {"totalCount": 2, "pageInfo": {"hasNextPage": false},
                 "nodes": [{"type": "Warning", "reason": "Failed", "count": 1, "involvedObject": {"kind": "TaskRun"}},
                           {"reason": "Evicted", "count": 2, "firstAt": "2026-11-24T08:00:00.000Z",
                            "involvedObject": {"kind": "Pod", "namespace": "rec-podfail", "name": "bad-luck-node-pod"}}]}
                """);
    }
}
