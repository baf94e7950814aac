package io.tektonretry.graphql;

import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** What the operator and the author of a pipeline forbid is told by every field that speaks of retries. */
@GraphQlContext
class RetryPoliciesIT {

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    Recorded recorded;

    @BeforeEach
    void clear() {
        recorded.clear();
    }

    @ParameterizedTest
    @CsvSource({
        "one-task-run-is-cancelled-by-hand,   RETRY_LIMIT_REACHED",
        "a-step-fails-with-on-error-continue, RUN_TOO_OLD"
    })
    void theLimitsOfANamespaceHoldInIt(String recording, String code) {
        recorded.recordFirstRun(recording);

        isRefused("""
                {"code": "%s", "tasks": []}
                """.formatted(code));
    }

    @Test
    void anAuthorForbidsRetries() {
        record(Map.of(TektonKeys.RETRY, "disabled", TektonKeys.RETRY_DISABLED_REASON, "call the release team"));

        isRefused("""
                {"code": "RETRY_DISABLED", "tasks": [],
                 "message": "PipelineRun rec-chain/app-release-glc9x must not be retried, says its annotation tektonretry.io/retry: call the release team"}
                """);
    }

    @Test
    void anAuthorForbidsToExecuteATaskAgain() {
        record(Map.of(TektonKeys.RETRY_DISABLED_TASKS, "publish,compile"));

        isRefused("""
                {"code": "RETRY_DISABLED", "tasks": ["compile"],
                 "message": "PipelineRun rec-chain/app-release-glc9x must not run compile again, says its annotation tektonretry.io/retry-disabled-tasks"}
                """);
    }

    private void record(Map<String, String> annotations) {
        List<Observation> observations =
                Recording.of("a-chain-stops-at-its-middle-task").observationsOfTheFirstRun();
        recorder.record(
                observations.stream()
                        .map(observation -> annotated(Recording.object(observation), annotations))
                        .toList(),
                Instant.EPOCH);
    }

    private static Observation annotated(ObjectNode object, Map<String, String> annotations) {
        if (object.path("kind").asString("").equals("PipelineRun")) {
            ObjectNode metadata = object.withObjectProperty("metadata");
            annotations.forEach(metadata.withObjectProperty("annotations")::put);
        }
        return new Observation.Seen(object);
    }

    private void isRefused(String refusal) {
        Map<String, Object> input = Map.of("runId", new NodeId.Run(onlyRun()).encoded());
        api.document("{ pipelineRuns { nodes { retryability { retryable refusals { code message tasks } } } } }")
                .execute()
                .path("pipelineRuns.nodes[0].retryability")
                .matchesJson("{\"retryable\": false, \"refusals\": [%s]}".formatted(refusal));
        api.documentName("retryPlan")
                .variable("input", input)
                .execute()
                .path("retryPlan")
                .matchesJson("{\"retryable\": false, \"refusals\": [%s]}".formatted(refusal));
        api.documentName("retryWithOptions")
                .variable("input", input)
                .execute()
                .path("retryPipelineRun")
                .matchesJson("{\"run\": null, \"userErrors\": [%s]}".formatted(refusal));
    }

    private UUID onlyRun() {
        return jdbc.sql("select uid from pipeline_run").query(UUID.class).single();
    }
}
