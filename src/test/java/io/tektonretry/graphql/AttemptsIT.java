package io.tektonretry.graphql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Entity;
import org.springframework.graphql.test.tester.GraphQlTester.Path;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

/** What stands beside a failed run: labels that claim to be attempts, reruns by other tools, and retries that make no progress. */
@GraphQlContext
class AttemptsIT {

    private static final String LINEAGE = """
            query ($id: ID!) {
              node(id: $id) { ... on PipelineRun {
                attemptNumber stalledSince retryability { retryable refusals { code relatedRun { name } } }
                lineage { outcome attemptCount latest { name } runs { nodes { name attemptNumber retryInfo { inferred origin } } } } } }
              pipelineRuns(filter: {latestAttemptOnly: true}) { nodes { name } }
            }
            """;

    @Autowired
    HttpGraphQlTester api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    Recorded recorded;

    @Autowired
    ApiServerDouble cluster;

    @BeforeEach
    void record() {
        forgetRetries();
        recorded.clear();
        recorded.recordFirstRun("a-chain-stops-at-its-middle-task");
    }

    @AfterEach
    void allowEverything() {
        forgetRetries();
    }

    private void forgetRetries() {
        cluster.list("PipelineRun").stream()
                .map(run -> run.path("metadata"))
                .filter(run -> run.path("namespace").asString().equals("rec-chain"))
                .forEach(run -> cluster.delete(
                        "PipelineRun", "rec-chain", run.path("name").asString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unknown", "True"})
    void aRerunStandsInTheWayUntilTheCallerSaysThatItDoesNot(String condition) {
        see(run("app-release-x7k2p", Map.of(TektonKeys.DASHBOARD_RERUN_OF, "app-release-glc9x"), condition));

        lineage().path("node").matchesJson("""
                {"attemptNumber": 1,
                 "retryability": {"retryable": false,
                                  "refusals": [{"code": "RERUN_EXISTS", "relatedRun": {"name": "app-release-x7k2p"}}]},
                 "lineage": {"outcome": "NOT_RETRIED", "attemptCount": 1, "latest": {"name": "app-release-glc9x"},
                             "runs": {"nodes": [
                               {"name": "app-release-glc9x", "retryInfo": null},
                               {"name": "app-release-x7k2p", "attemptNumber": 1,
                                "retryInfo": {"inferred": true, "origin": "TEKTON_DASHBOARD"}}]}}}
                """);
        assertThat(lineage()
                        .path("pipelineRuns.nodes[*].name")
                        .entityList(String.class)
                        .get())
                .contains("app-release-glc9x", "app-release-x7k2p");
        api.document("""
                        mutation ($id: ID!) {
                          retryPipelineRuns(input: {runIds: [$id]}) { results { userErrors { code relatedRun { name } } } } }
                        """)
                .variable("id", id("app-release-glc9x"))
                .execute()
                .path("retryPipelineRuns.results[0].userErrors")
                .matchesJson("[{\"code\": \"RERUN_EXISTS\", \"relatedRun\": {\"name\": \"app-release-x7k2p\"}}]");
        refused(Map.of(), "RERUN_EXISTS");
        retried(Map.of("evenIfRerun", true)).isEqualTo("app-release-glc9x-r1");
        refused(Map.of(), "RETRY_IN_PROGRESS");
    }

    @Test
    void aRetryThatNamesWhatItRetriesToOthersIsNoRerun() {
        retried(Map.of()).isEqualTo("app-release-glc9x-r1");

        assertThat(cluster.find("PipelineRun", "rec-chain", "app-release-glc9x-r1")
                        .orElseThrow()
                        .at("/metadata/labels")
                        .path(TektonKeys.DASHBOARD_RERUN_OF)
                        .asString())
                .isEqualTo("app-release-glc9x");
        refused(Map.of(), "RETRY_IN_PROGRESS");
        lineage().path("node").matchesJson("""
                {"retryability": {"refusals": [{"code": "RETRY_IN_PROGRESS", "relatedRun": {"name": "app-release-glc9x-r1"}}]},
                 "lineage": {"attemptCount": 2,
                             "runs": {"nodes": [{"name": "app-release-glc9x"},
                                                {"attemptNumber": 2, "retryInfo": {"inferred": false, "origin": "API"}}]}}}
                """);
    }

    @Test
    void aRetryWhoseRequestIsLostIsNoRerunByTheDashboard() {
        Map<String, String> labels = new HashMap<>(claim(7));
        labels.put(TektonKeys.DASHBOARD_RERUN_OF, "app-release-glc9x");
        ObjectNode retry = run("app-release-glc9x-r7", labels, "False");
        retry.withObject("/metadata/annotations").put(TektonKeys.RETRY_OF_NAME, "app-release-glc9x");
        see(retry);

        lineage().path("node.lineage.runs.nodes[1]").matchesJson("""
                {"name": "app-release-glc9x-r7", "retryInfo": {"inferred": true, "origin": "UNKNOWN"}}
                """);
    }

    @Test
    void aRerunThatFailedDoesNotStandInTheWay() {
        see(run("app-release-x7k2p", Map.of(TektonKeys.DASHBOARD_RERUN_OF, "app-release-glc9x"), "False"));

        retried(Map.of()).isEqualTo("app-release-glc9x-r1");
    }

    @Test
    void labelsAloneDecideNothing() {
        see(run("app-release-glc9x-r49", claim(49), "False"));
        see(run("app-release-glc9x-r2147483646", claim(2147483646), "False"));
        ObjectNode elsewhere = run("app-release-glc9x-r1", claim(1), "Unknown");
        elsewhere.withObject("/metadata").put("namespace", "attackers");
        see(elsewhere);

        lineage().path("node").matchesJson("""
                {"retryability": {"retryable": true},
                 "lineage": {"outcome": "NOT_RETRIED", "attemptCount": 1, "latest": {"name": "app-release-glc9x"},
                             "runs": {"nodes": [
                               {"name": "app-release-glc9x"},
                               {"retryInfo": {"inferred": true, "origin": "UNKNOWN"}},
                               {"retryInfo": {"inferred": true, "origin": "UNKNOWN"}}]}}}
                """);
        retried(Map.of()).isEqualTo("app-release-glc9x-r1");
        lineage().path("node").matchesJson("""
                {"lineage": {"outcome": "IN_PROGRESS", "attemptCount": 2, "latest": {"name": "app-release-glc9x-r1"}}}
                """);
    }

    /** As after a restore of the database: the retries are there, and nobody knows who made them. */
    @Test
    void retriesWithoutTheirRequestsStandForThemselves() {
        recorded.clear();
        recorder.record(
                Recording.of("a-retry-is-retried").observations().stream()
                        .filter(observation -> !Recording.object(observation)
                                .at("/metadata/name")
                                .asString()
                                .startsWith("words-r2"))
                        .toList(),
                Instant.EPOCH);

        planOf("words").matchesJson("""
                {"retryable": true, "tasks": [{"name": "a", "action": "REUSE"}, {"name": "b", "action": "RERUN"}, {}, {}],
                 "manifest": {"metadata": {"name": "words-r1"}}}
                """);
        planOf("words-r1").matchesJson("""
                {"retryable": true,
                 "tasks": [{"name": "b", "action": "REUSE"}, {"name": "c", "action": "RERUN"}, {"name": "d"}],
                 "manifest": {"metadata": {"name": "words-r1-r1",
                                           "labels": {"tektonretry.io/retry-number": "1"}}}}
                """);

        recorder.record(Recording.of("a-retry-is-retried").observations(), Instant.EPOCH);

        planOf("words").matchesJson("""
                {"retryable": false, "refusals": [{"code": "RERUN_EXISTS", "relatedRun": {"name": "words-r2"}}]}
                """);
    }

    private Path planOf(String name) {
        return planOf(name, Map.of());
    }

    private Path planOf(String name, Map<String, Object> options) {
        Map<String, Object> input = new HashMap<>(options);
        UUID uid = jdbc.sql("select uid from pipeline_run where name = ?")
                .param(name)
                .query(UUID.class)
                .single();
        input.put("runId", new NodeId.Run(uid).encoded());
        return api.documentName("retryPlan").variable("input", input).execute().path("retryPlan");
    }

    @Test
    void theVerbRetryDecidesNothingOfWhatRuns() {
        Rights.of(cluster, Set.of("list pipelineruns rec-chain", "retry pipelineruns rec-chain"));
        refused(Map.of("strategy", "ALL_TASKS"), "FORBIDDEN");
        refused(Map.of("timeouts", Map.of("pipeline", 60)), "FORBIDDEN");
        refused(Map.of("alsoRerunTasks", List.of("fetch")), "FORBIDDEN");
        refused(Map.of("onlyTasks", List.of("compile")), "FORBIDDEN");
        refused(Map.of("fromTasks", List.of("fetch")), "FORBIDDEN");
        refused(Map.of("definition", "CURRENT"), "FORBIDDEN");
        refused(Map.of("params", List.of(Map.of("name", "release", "value", "9.9"))), "FORBIDDEN");
        assertThat(answer(Map.of("alsoRerunTasks", List.of("fetch"), "strategy", "ALL_TASKS"))
                        .path("retryPipelineRun.userErrors[0].message")
                        .entity(String.class)
                        .get())
                .isEqualTo(
                        "Retrying PipelineRun rec-chain/app-release-glc9x with strategy ALL_TASKS, alsoRerunTasks needs the right to `create` pipelineruns.tekton.dev in rec-chain; `retry` is not enough");
        Rights.of(cluster, Set.of("list pipelineruns rec-chain", "create pipelineruns rec-chain"));
        retried(Map.of("alsoRerunTasks", List.of("fetch"))).isEqualTo("app-release-glc9x-r1");
    }

    @Test
    void theCurrentDefinitionIsShownToThoseWhoMayRunIt() {
        Map<String, Object> options = Map.of("definition", "CURRENT");
        Rights.of(cluster, Set.of("list pipelineruns rec-chain"));
        planOf("app-release-glc9x", options)
                .matchesJson("{\"retryable\": false, \"manifest\": null, \"refusals\": [{\"code\": \"FORBIDDEN\"}]}");
        Rights.of(cluster, Set.of("list pipelineruns rec-chain", "retry pipelineruns rec-chain"));
        planOf("app-release-glc9x", options)
                .matchesJson("{\"retryable\": false, \"refusals\": [{\"code\": \"FORBIDDEN\"}]}");
        Rights.of(cluster, Set.of("list pipelineruns rec-chain", "create pipelineruns rec-chain"));
        planOf("app-release-glc9x", options).matchesJson("{\"refusals\": [{\"code\": \"DEFINITION_UNKNOWN\"}]}");
    }

    @Test
    void theVerbRetryIsEnoughForTheRest() {
        Rights.of(cluster, Set.of("list pipelineruns rec-chain", "retry pipelineruns rec-chain"));

        retried(Map.of("onMissingHistory", "RERUN", "evenIfRerun", true)).isEqualTo("app-release-glc9x-r1");
    }

    @Test
    void aRetryWithoutAChildIsSeenAndCanBeReplaced() {
        List<Observation> stalled = List.of(new Observation.Seen(run("app-release-glc9x-r1", claim(1), "Unknown")));
        new MadeByRequests(jdbc).of(stalled);
        recorder.record(stalled, Instant.EPOCH);

        Response shown = lineage();

        shown.path("node.retryability").matchesJson("""
                {"retryable": false, "refusals": [{"code": "RETRY_IN_PROGRESS", "relatedRun": {"name": "app-release-glc9x-r1"}}]}
                """);
        api.document(LINEAGE)
                .variable("id", id("app-release-glc9x-r1"))
                .execute()
                .path("node.stalledSince")
                .entity(String.class)
                .isEqualTo("2026-11-24T08:00:00.000Z");
        api.documentName("retryPlan")
                .variable("input", Map.of("runId", id("app-release-glc9x"), "replaceStalled", true))
                .execute()
                .path("retryPlan")
                .matchesJson("""
                        {"retryable": true, "run": {"name": "app-release-glc9x-r1"},
                         "tasks": [{"name": "fetch", "action": "REUSE"}, {"name": "compile", "action": "RERUN"},
                                   {"name": "publish", "action": "RUN_FIRST_TIME"}],
                         "manifest": {"metadata": {"name": "app-release-glc9x-r2"}}}
                        """);
    }

    private Response lineage() {
        return api.document(LINEAGE).variable("id", id("app-release-glc9x")).execute();
    }

    private void refused(Map<String, Object> options, String code) {
        answer(options)
                .path("retryPipelineRun.userErrors[0].code")
                .entity(String.class)
                .isEqualTo(code);
    }

    private Entity<String, ?> retried(Map<String, Object> options) {
        return answer(options).path("retryPipelineRun.run.name").entity(String.class);
    }

    private Response answer(Map<String, Object> options) {
        Map<String, Object> input = new HashMap<>(options);
        input.put("runId", id("app-release-glc9x"));
        return api.documentName("retryWithOptions").variable("input", input).execute();
    }

    private Map<String, String> claim(int number) {
        return Map.of(
                TektonKeys.ROOT_UID, uid("app-release-glc9x").toString(),
                TektonKeys.RETRY_OF_UID, uid("app-release-glc9x").toString(),
                TektonKeys.RETRY_NUMBER, Integer.toString(number));
    }

    /** A run like the recorded one, made later, under another name and without a child. */
    private ObjectNode run(String name, Map<String, String> labels, String condition) {
        ObjectNode run = Recording.of("a-chain-stops-at-its-middle-task").observationsOfTheFirstRun().stream()
                .map(Recording::object)
                .filter(object -> object.path("kind").asString().equals("PipelineRun"))
                .findFirst()
                .orElseThrow()
                .deepCopy();
        run.withObject("/metadata")
                .put("name", name)
                .put("uid", UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString())
                .put("creationTimestamp", "2027-01-01T00:00:00Z")
                .remove("ownerReferences");
        ObjectNode ofRun = run.withObject("/metadata").putObject("labels");
        labels.forEach(ofRun::put);
        run.putObject("status")
                .put("startTime", "2026-11-24T08:00:00Z")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", condition)
                .put("reason", condition.equals("Unknown") ? "Running" : "Done");
        return run;
    }

    private void see(ObjectNode run) {
        recorder.record(List.of(new Observation.Seen(run)), Instant.EPOCH);
    }

    private String id(String name) {
        return new NodeId.Run(uid(name)).encoded();
    }

    private UUID uid(String name) {
        return jdbc.sql("select uid from pipeline_run where name = ? and namespace = 'rec-chain'")
                .param(name)
                .query(UUID.class)
                .single();
    }
}
