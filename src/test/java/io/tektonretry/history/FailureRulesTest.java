package io.tektonretry.history;

import static io.tektonretry.history.FailureClass.CANCELLED;
import static io.tektonretry.history.FailureClass.CONFIGURATION;
import static io.tektonretry.history.FailureClass.INFRASTRUCTURE;
import static io.tektonretry.history.FailureClass.TIMEOUT;
import static io.tektonretry.history.FailureClass.UNKNOWN;
import static io.tektonretry.history.FailureClass.USER_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.recording.TaskAttemptRow;
import io.tektonretry.tekton.RunState;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class FailureRulesTest {

    @Test
    void classifyEveryAttemptOfTheRecordings() {
        Map<String, Set<FailureClass>> found = new TreeMap<>();
        Recording.all()
                .flatMap(recording -> recording.lastObservations().stream())
                .map(Recording::object)
                .filter(object -> !object.path("kind").asString().equals("PipelineRun"))
                .flatMap(object -> TaskAttemptRow.of(ObservedObject.of(object)).stream())
                .filter(attempt -> attempt.failureClass() != null)
                .forEach(attempt -> found.computeIfAbsent(attempt.reason(), reason -> new TreeSet<>())
                        .add(attempt.failureClass()));
        assertThat(found)
                .isEqualTo(Map.of(
                        "FailureIgnored", Set.of(USER_CODE),
                        "PodCreationFailed", Set.of(CONFIGURATION),
                        "PodEvicted", Set.of(INFRASTRUCTURE),
                        "Rejected", Set.of(UNKNOWN),
                        "StepFailed", Set.of(USER_CODE),
                        "StepOOM", Set.of(USER_CODE),
                        "TaskRunCancelled", Set.of(CANCELLED, TIMEOUT),
                        "TaskRunImagePullFailed", Set.of(INFRASTRUCTURE),
                        "TaskRunTimeout", Set.of(TIMEOUT)));
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "TaskRunResolutionFailed     | error requesting remote resource                                      | CONFIGURATION",
                "TaskRunResolutionFailed     | Get \"https://git.example\": dial tcp 203.0.113.7:443: i/o timeout      | INFRASTRUCTURE",
                "CouldntGetTask              | error requesting remote resource: resolution took longer than global timeout of 1m0s | INFRASTRUCTURE",
                "CouldntGetPipeline          | dial tcp: lookup git.example: no such host                            | INFRASTRUCTURE",
                "CouldntGetPipeline          | pipelines.tekton.dev \"x\" not found                                   | CONFIGURATION",
                "ResourceVerificationFailed  | resource verification failed                                          | CONFIGURATION",
                "CouldntGetTask              | tasks.tekton.dev x not found                                        | CONFIGURATION",
                "TaskRunValidationFailed     | invalid input params                                                  | CONFIGURATION",
                "PodAdmissionFailed          | violates PodSecurity                                                  | CONFIGURATION",
                "PodCreationFailed           | serviceaccounts deployer not found                                  | CONFIGURATION",
                "PodCreationFailed           | dial tcp 10.0.0.1:443: connect: connection refused                    | INFRASTRUCTURE",
                "CouldntCreateWorkspacePVC   | etcdserver: request timed out                                         | INFRASTRUCTURE",
                "TaskRunImagePullFailed      | rpc error: code = NotFound desc = example/app:1: not found            | CONFIGURATION",
                "TaskRunImagePullFailed      | pull access denied, repository does not exist                         | CONFIGURATION",
                "TaskRunImagePullFailed      | dial tcp: lookup registry.example: i/o timeout                        | INFRASTRUCTURE",
                "InitContainerFailed         | init container failed, prepare exited with code 1                   | INFRASTRUCTURE",
                "SidecarOOM                  | sidecar-db exited with code 137: OOMKilled                          | USER_CODE",
                "Failed                      | build failed for unspecified reasons.                                 | UNKNOWN",
                "SomethingOfACustomTask      | no                                                                    | UNKNOWN",
            })
    void goByTheReasonWhereNoStepEnded(String reason, String message, FailureClass expected) {
        assertThat(failed(reason, message, "[]")).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} {1} {2} {3} -> {4}")
    @CsvSource({
        "StepFailed,               1, Error,                  Error,           USER_CODE",
        "StepFailed,               1, Error,                  TimeoutExceeded, TIMEOUT",
        "StepFailed,             137, Error,                  Error,           UNKNOWN",
        "StepFailed,             143, Error,                  Error,           UNKNOWN",
        "StepFailed,             137, ContainerStatusUnknown, Error,           INFRASTRUCTURE",
        "StepFailed,             128, StartError,             Error,           CONFIGURATION",
        "Failed,                 137, OOMKilled,              OOMKilled,       USER_CODE",
        "FailureIgnored,           5, Error,                  Error,           USER_CODE",
        "PodEvicted,             137, Error,                  Error,           INFRASTRUCTURE",
        "TaskRunValidationFailed,  0, Completed,              Completed,       USER_CODE",
        "Failed,                   1, Error,                  Skipped,         UNKNOWN",
        "Failed,                   1, Error,                  Continued,       UNKNOWN",
    })
    void goByTheStepWhereOneEnded(
            String reason, int exitCode, String containerReason, String terminationReason, FailureClass expected) {
        String steps = """
                [{"name": "before", "terminated": {"exitCode": 0}},
                 {"name": "main", "terminated": {"exitCode": %d, "reason": "%s"}, "terminationReason": "%s"}]
                """.formatted(exitCode, containerReason, terminationReason);
        assertThat(failed(reason, "", steps)).isEqualTo(expected);
    }

    @Test
    void findNoFailureInWhatDidNotFail() {
        assertThat(of("Unknown", "Running", "", "[]")).isNull();
        assertThat(of("True", "Succeeded", "", "[]")).isNull();
    }

    private static @Nullable FailureClass failed(String reason, String message, String steps) {
        return of("False", reason, message, steps);
    }

    private static @Nullable FailureClass of(String condition, String reason, String message, String steps) {
        ObjectNode status = JsonMapper.shared().createObjectNode();
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", condition)
                .put("reason", reason)
                .put("message", message);
        status.set("steps", JsonMapper.shared().readTree(steps));
        return FailureRules.of(RunState.ofArchivedAttempt(status), status);
    }
}
