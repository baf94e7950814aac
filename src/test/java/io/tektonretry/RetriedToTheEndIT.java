package io.tektonretry;

import static io.tektonretry.ServiceClient.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Follows retries whose plan leaves something open, leaves something out, or starts anew, to their end. */
@WholeService
class RetriedToTheEndIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NAMESPACE = "to-the-end";

    private final SimulatedCluster cluster;
    private final HttpGraphQlTester graphQl;
    private final FollowedRuns runs;

    RetriedToTheEndIT(@Autowired SimulatedCluster cluster, @Autowired HttpGraphQlTester graphQl) {
        this.cluster = cluster;
        this.graphQl = graphQl;
        this.runs = new FollowedRuns(cluster, graphQl, NAMESPACE);
    }

    @Test
    void aRetryBehindAnEmptyListDoesNotHang() {
        runs.create("fan", "{\"prep\": \"Failed\"}", "{\"list\": {\"l\": []}}", """
                {"pipelineSpec": {"tasks": [
                    {"name": "list", "taskSpec": {"results": [{"name": "l", "type": "array"}], "steps": [{"name": "s", "image": "i"}]}},
                    {"name": "prep", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "each", "runAfter": ["prep"], "taskSpec": {"params": [{"name": "p"}], "steps": [{"name": "s", "image": "i"}]},
                     "matrix": {"params": [{"name": "p", "value": "$(tasks.list.results.l[*])"}]}}]}}
                """);
        String id = runs.retryable("fan");

        assertThat(plan(id)).isEqualTo(Map.of("list", "REUSE []", "prep", "RERUN []", "each", "SKIP []"));
        assertThat(runs.statusesAtTheEnd(retried(id))).containsEntry("prep", "SUCCEEDED");
    }

    @Test
    void finallyTasksDoWhatTheEndDecides() {
        runs.create("shop", "{\"test\": \"Failed\"}", "{}", """
                {"pipelineSpec": {"tasks": [
                    {"name": "test", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}],
                  "finally": [
                    {"name": "promote", "taskSpec": {"steps": [{"name": "s", "image": "i"}]},
                     "when": [{"input": "$(tasks.status)", "operator": "in", "values": ["Succeeded", "Completed"]}]},
                    {"name": "page-somebody", "taskSpec": {"steps": [{"name": "s", "image": "i"}]},
                     "when": [{"input": "$(tasks.status)", "operator": "in", "values": ["Failed"]}]}]}}
                """);
        String id = runs.retryable("shop");

        assertThat(plan(id))
                .isEqualTo(Map.of(
                        "test",
                        "RERUN []",
                        "promote",
                        "DEPENDS_ON_OUTCOME [\"test\"]",
                        "page-somebody",
                        "DEPENDS_ON_OUTCOME [\"test\"]"));
        assertThat(runs.statusesAtTheEnd(retried(id)))
                .isEqualTo(Map.of("test", "SUCCEEDED", "promote", "SUCCEEDED", "page-somebody", "SKIPPED"));
    }

    @Test
    void runsWhosePipelineWasAwayStartAnewOneByOneAndInBulk() {
        runs.create("away-1", "{}", "{}", "{\"pipelineRef\": {\"name\": \"away\"}}");
        runs.create("away-2", "{}", "{}", "{\"pipelineRef\": {\"name\": \"away\"}}");
        String one = runs.retryable("away-1");
        String two = runs.retryable("away-2");
        cluster.api().create((ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"namespace": "to-the-end", "name": "away"},
                 "spec": {"tasks": [{"name": "only", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                """));

        graphQl.document("query ($id: ID!) { retryPlan(input: {runId: $id}) { startsAnew retryable tasks { name } } }")
                .variable("id", one)
                .execute()
                .path("retryPlan")
                .matchesJson("{\"startsAnew\": true, \"retryable\": true, \"tasks\": []}");
        assertThat(runs.statusesAtTheEnd(retried(one))).isEqualTo(Map.of("only", "SUCCEEDED"));
        String ofBulk = graphQl.document(
                        "mutation ($id: ID!) { retryPipelineRuns(input: {runIds: [$id]}) { results { run { id } } } }")
                .variable("id", two)
                .execute()
                .path("retryPipelineRuns.results[0].run.id")
                .entity(String.class)
                .get();
        assertThat(runs.statusesAtTheEnd(ofBulk)).isEqualTo(Map.of("only", "SUCCEEDED"));
    }

    @Test
    void whatIsNotChosenStaysAsItWasAndRunsInTheNextRetry() {
        runs.create("some", "{\"unit\": \"Failed\", \"e2e\": \"Failed\"}", "{}", """
                {"pipelineSpec": {"tasks": [
                    {"name": "fetch", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "unit", "runAfter": ["fetch"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "e2e", "runAfter": ["fetch"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}],
                  "finally": [
                    {"name": "promote", "taskSpec": {"steps": [{"name": "s", "image": "i"}]},
                     "when": [{"input": "$(tasks.status)", "operator": "in", "values": ["Succeeded", "Completed"]}]}]}}
                """);
        String root = runs.retryable("some");

        String part = runs.retriedWith("onlyTasks: [\"unit\"]", root);
        assertThat(runs.statusesAtTheEnd(part))
                .isEqualTo(Map.of("fetch", "REUSED", "unit", "SUCCEEDED", "e2e", "FAILED", "promote", "SKIPPED"));
        assertThat(outcome(part)).isEqualTo("STILL_FAILING");
        patchLabelAway("some-r1", "tektonretry.io/left-tasks", part);
        assertThat(outcome(part)).isEqualTo("STILL_FAILING");
        assertThat(plan(part))
                .isEqualTo(Map.of(
                        "fetch",
                        "REUSE []",
                        "unit",
                        "REUSE []",
                        "e2e",
                        "RERUN []",
                        "promote",
                        "DEPENDS_ON_OUTCOME [\"e2e\"]"));

        String rest = retried(part);
        assertThat(runs.statusesAtTheEnd(rest))
                .isEqualTo(Map.of("fetch", "REUSED", "unit", "REUSED", "e2e", "SUCCEEDED", "promote", "SUCCEEDED"));
        assertThat(outcome(rest)).isEqualTo("RECOVERED");
    }

    @Test
    void allBehindAChosenTaskRunsFromThere() {
        runs.create("from", "{\"publish\": \"Failed\"}", "{}", """
                {"pipelineSpec": {"tasks": [
                    {"name": "fetch", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "build", "runAfter": ["fetch"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "docs", "runAfter": ["fetch"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "publish", "runAfter": ["build"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                """);

        String retry = runs.retriedWith("fromTasks: [\"build\"]", runs.retryable("from"));

        assertThat(runs.statusesAtTheEnd(retry))
                .isEqualTo(Map.of("fetch", "REUSED", "build", "SUCCEEDED", "docs", "REUSED", "publish", "SUCCEEDED"));
        assertThat(outcome(retry)).isEqualTo("RECOVERED");
    }

    @Test
    void aParamThatNothingReusedHasReadGetsAnotherValue() {
        runs.create("where", "{\"deploy\": \"Failed\"}", "{}", """
                {"params": [{"name": "env", "value": "test"}, {"name": "image", "value": "app"}],
                 "pipelineSpec": {"params": [{"name": "env"}, {"name": "image"}], "tasks": [
                    {"name": "build", "params": [{"name": "image", "value": "$(params.image)"}],
                     "taskSpec": {"params": [{"name": "image"}], "steps": [{"name": "s", "image": "i"}]}},
                    {"name": "deploy", "runAfter": ["build"], "params": [{"name": "env", "value": "$(params.env)"}],
                     "taskSpec": {"params": [{"name": "env"}], "steps": [{"name": "s", "image": "i"}]}}]}}
                """);
        String id = runs.retryable("where");

        assertThat(runs.refusal("params: [{name: \"image\", value: \"other\"}]", id))
                .isEqualTo("PARAM_IN_USE [\"build\"]");
        assertThat(runs.refusal("params: [{name: \"env\", value: [\"prod\"]}]", id))
                .isEqualTo("INVALID_INPUT []");
        graphQl.document("""
                        query ($id: ID!) { retryPlan(input: {runId: $id, params: [{name: "env", value: "prod $(params.image)"}]}) {
                          params { name value previous } } }
                        """)
                .variable("id", id)
                .execute()
                .path("retryPlan.params")
                .matchesJsonStrictly(
                        "[{\"name\": \"env\", \"value\": \"prod $(params.image)\", \"previous\": \"test\"}]");

        String retry = runs.retriedWith("params: [{name: \"env\", value: \"prod $(params.image)\"}]", id);

        assertThat(runs.statusesAtTheEnd(retry)).isEqualTo(Map.of("build", "REUSED", "deploy", "SUCCEEDED"));
        assertThat(cluster.api().list("TaskRun").stream()
                        .filter(taskRun ->
                                taskRun.path("metadata").path("name").asString().equals("where-r1-deploy"))
                        .map(taskRun -> taskRun.path("spec").path("params").toString()))
                .containsExactly("[{\"name\":\"env\",\"value\":\"prod $(params.image)\"}]");
        graphQl.document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun { retryInfo { params { name value } } } }
                          retryRequests(filter: {namespaces: ["to-the-end"]}) { nodes { createdRun { name } params { name value } } }
                          auditEvents(filter: {namespaces: ["to-the-end"]}) { nodes { resultName outcome params } } }
                        """)
                .variable("id", retry)
                .execute()
                .path("node.retryInfo.params")
                .matchesJson("[{\"name\": \"env\", \"value\": \"prod $(params.image)\"}]")
                .path("retryRequests.nodes[?(@.createdRun.name == 'where-r1')].params[0].value")
                .entityList(String.class)
                .containsExactly("prod $(params.image)")
                .path("auditEvents.nodes[?(@.resultName == 'where-r1')].params[0]")
                .entityList(String.class)
                .containsExactly("env");
    }

    @Test
    void aTaskThatHadTooLittleGetsMore() {
        runs.create("little", "{\"big\": \"Failed\"}", "{}", """
                {"timeouts": {"pipeline": "30m0s"},
                 "pipelineSpec": {"tasks": [
                    {"name": "small", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "big", "runAfter": ["small"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}},
                    {"name": "last", "runAfter": ["big"], "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                """);
        String id = runs.retryable("little");
        String more = """
                overrides: [{task: "big", computeResources: {limits: [{name: "memory", quantity: "4Gi"}]},
                             nodeSelector: [{key: "pool", value: "big"}]}]""";

        assertThat(runs.refusal("overrides: [{task: \"small\", timeout: 60}]", id))
                .isEqualTo("INVALID_INPUT [\"small\"]");
        assertThat(runs.refusal("overrides: [{task: \"big\", timeout: 3600}]", id))
                .isEqualTo("INVALID_INPUT [\"big\"]");
        assertThat(runs.refusal("overrides: [{task: \"none\", timeout: 60}]", id))
                .isEqualTo("UNKNOWN_TASK [\"none\"]");
        graphQl.document("""
                        query ($id: ID!) { retryPlan(input: {runId: $id, %s}) {
                          restartTasks inheritedTasks tasks { name overridden { computeResources { requests { name } } timeout } } } }
                        """.formatted(more))
                .variable("id", id)
                .execute()
                .path("retryPlan")
                .matchesJsonStrictly("""
                        {"restartTasks": ["big"], "inheritedTasks": ["small"], "tasks": [
                          {"name": "small", "overridden": null},
                          {"name": "big", "overridden": {"computeResources": {"requests": []}, "timeout": null}},
                          {"name": "last", "overridden": null}]}
                        """);

        String retry = runs.retriedWith(more, id);

        assertThat(runs.statusesAtTheEnd(retry))
                .isEqualTo(Map.of("small", "REUSED", "big", "SUCCEEDED", "last", "SUCCEEDED"));
        JsonNode sent =
                cluster.api().find("PipelineRun", NAMESPACE, "little-r1").orElseThrow();
        assertThat(sent.at("/spec/taskRunSpecs")).isEqualTo(JSON.readTree("""
                [{"pipelineTaskName": "big", "timeout": "0h30m0s", "computeResources": {"limits": {"memory": "4Gi"}},
                  "podTemplate": {"nodeSelector": {"pool": "big"}}}]
                """));
        String given = """
                {"task": "big", "computeResources": {"limits": [{"name": "memory", "quantity": "4Gi"}]},
                 "nodeSelector": [{"key": "pool", "value": "big"}], "tolerations": [], "serviceAccountName": null}
                """;
        graphQl.document("""
                        query ($id: ID!) {
                          node(id: $id) { ... on PipelineRun { tasks(first: 10) { nodes { name latestAttempt { overridden { ...all } } } } } }
                          retryRequests(filter: {namespaces: ["to-the-end"]}) { nodes { createdRun { name } overrides { ...all } } }
                          auditEvents(filter: {namespaces: ["to-the-end"]}) { nodes { resultName overrides } } }
                        fragment all on RetryTaskOverride {
                          task computeResources { limits { name quantity } } nodeSelector { key value } tolerations { key } serviceAccountName }
                        """)
                .variable("id", retry)
                .execute()
                .path("node.tasks.nodes")
                .matchesJsonStrictly("""
                        [{"name": "small", "latestAttempt": null}, {"name": "big", "latestAttempt": {"overridden": %s}},
                         {"name": "last", "latestAttempt": {"overridden": null}}]
                        """.formatted(given))
                .path("retryRequests.nodes[?(@.createdRun.name == 'little-r1')].overrides")
                .matchesJsonStrictly("[[%s]]".formatted(given))
                .path("auditEvents.nodes[?(@.resultName == 'little-r1')].overrides[0]")
                .entityList(String.class)
                .containsExactly("big");
    }

    @Test
    void aParamOfAPipelineThatIsReferredToGetsAnotherValue() {
        cluster.api().create((ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"namespace": "to-the-end", "name": "shipping"},
                 "spec": {"params": [{"name": "env", "default": "dev"}, {"name": "image", "default": "app"}], "tasks": [
                    {"name": "build", "params": [{"name": "image", "value": "$(params.image)"}],
                     "taskSpec": {"params": [{"name": "image"}], "steps": [{"name": "s", "image": "i"}]}},
                    {"name": "deploy", "runAfter": ["build"], "params": [{"name": "env", "value": "$(params.env)"}],
                     "taskSpec": {"params": [{"name": "env"}], "steps": [{"name": "s", "image": "i"}]}},
                    {"name": "smoke", "runAfter": ["deploy"], "params": [{"name": "env", "value": "$(params.env)"}],
                     "taskSpec": {"params": [{"name": "env"}], "steps": [{"name": "s", "image": "i"}]}}]}}
                """));
        runs.create("ship", "{\"deploy\": \"Failed\"}", "{}", "{\"pipelineRef\": {\"name\": \"shipping\"}}");
        String id = runs.retryable("ship");

        assertThat(runs.refusal("params: [{name: \"image\", value: \"other\"}]", id))
                .isEqualTo("PARAM_IN_USE [\"build\"]");
        String part = runs.retriedWith("onlyTasks: [\"deploy\"], params: [{name: \"env\", value: \"prod\"}]", id);
        assertThat(runs.statusesAtTheEnd(part)).containsEntry("deploy", "SUCCEEDED");
        cluster.api().delete("Pipeline", NAMESPACE, "shipping");

        assertThat(runs.refusal("params: [{name: \"env\", value: \"test\"}]", part))
                .isEqualTo("PARAM_IN_USE [\"deploy\"]");
        assertThat(runs.statusesAtTheEnd(retried(part))).containsEntry("smoke", "SUCCEEDED");
        assertThat(params("ship-r1-deploy")).isEqualTo("[{\"name\":\"env\",\"value\":\"prod\"}]");
        assertThat(params("ship-r2-smoke")).isEqualTo("[{\"name\":\"env\",\"value\":\"prod\"}]");
    }

    @Test
    void paramsOfAPipelineThatHasChangedSinceAreRefused() {
        moving("echo $(params.env)");
        runs.create("moved", "{\"only\": \"Failed\"}", "{}", "{\"pipelineRef\": {\"name\": \"moving\"}}");
        String id = runs.retryable("moved");
        cluster.api().delete("Pipeline", NAMESPACE, "moving");

        assertThat(runs.refusal("params: [{name: \"env\", value: \"prod\"}]", id))
                .isEqualTo("DEFINITION_UNKNOWN []");
        moving("print $(params.env)");
        assertThat(runs.refusal("params: [{name: \"env\", value: \"prod\"}]", id))
                .isEqualTo("DEFINITION_UNKNOWN []");
        cluster.api().delete("Pipeline", NAMESPACE, "moving");
        moving("echo $(params.env)");
        assertThat(runs.statusesAtTheEnd(runs.retriedWith("params: [{name: \"env\", value: \"prod\"}]", id)))
                .isEqualTo(Map.of("only", "SUCCEEDED"));
    }

    /** As anybody can who may patch runs. */
    private void patchLabelAway(String name, String label, String id) {
        ObjectNode run = cluster.api().find("PipelineRun", NAMESPACE, name).orElseThrow();
        assertThat(run.withObjectProperty("metadata")
                        .withObjectProperty("labels")
                        .remove(label))
                .isNotNull();
        run.withObjectProperty("metadata")
                .put("resourceVersion", String.valueOf(cluster.api().revision() + 1));
        cluster.api().play(JSON.createObjectNode().put("type", "MODIFIED").set("object", run));
        await().atMost(PATIENCE)
                .until(() -> !graphQl.document(
                                "query ($id: ID!) { node(id: $id) { ... on PipelineRun { labels { key } } } }")
                        .variable("id", id)
                        .execute()
                        .path("node.labels[*].key")
                        .entityList(String.class)
                        .get()
                        .contains(label));
    }

    private void moving(String script) {
        ObjectNode pipeline = (ObjectNode) JSON.readTree("""
                {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"namespace": "to-the-end", "name": "moving"},
                 "spec": {"params": [{"name": "env", "default": "dev"}], "tasks": [
                    {"name": "only", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                """);
        ((ObjectNode) pipeline.at("/spec/tasks/0/taskSpec/steps/0")).put("script", script);
        cluster.api().create(pipeline);
    }

    private String params(String taskRun) {
        return cluster.api().list("TaskRun").stream()
                .filter(object ->
                        object.path("metadata").path("name").asString().equals(taskRun))
                .map(object -> object.path("spec").path("params").toString())
                .findFirst()
                .orElseThrow();
    }

    private String outcome(String id) {
        return graphQl.document("query ($id: ID!) { node(id: $id) { ... on PipelineRun { lineage { outcome } } } }")
                .variable("id", id)
                .execute()
                .path("node.lineage.outcome")
                .entity(String.class)
                .get();
    }

    /** Whoever has a Pipeline with the name of a retry would lose it together with the retry. */
    @Test
    void aPipelineThatHasTheNameOfARetryStaysItsAuthors() {
        runs.create("away-3", "{}", "{}", "{\"pipelineRef\": {\"name\": \"away-too\"}}");
        String id = runs.retryable("away-3");
        for (String name : new String[] {"away-too", "away-3-r1"}) {
            cluster.api().create((ObjectNode) JSON.readTree("""
                    {"apiVersion": "tekton.dev/v1", "kind": "Pipeline", "metadata": {"namespace": "to-the-end", "name": "%s"},
                     "spec": {"tasks": [{"name": "only", "taskSpec": {"steps": [{"name": "s", "image": "i"}]}}]}}
                    """.formatted(name)));
        }

        assertThat(runs.statusesAtTheEnd(retried(id))).isEqualTo(Map.of("only", "SUCCEEDED"));
        assertThat(cluster.api()
                        .find("Pipeline", NAMESPACE, "away-3-r1")
                        .orElseThrow()
                        .at("/metadata/ownerReferences"))
                .isEmpty();
    }

    private Map<String, String> plan(String id) {
        Map<String, String> plan = new TreeMap<>();
        graphQl.document("query ($id: ID!) { retryPlan(input: {runId: $id}) { tasks { name action waitsFor } } }")
                .variable("id", id)
                .execute()
                .path("retryPlan.tasks")
                .entityList(ObjectNode.class)
                .get()
                .forEach(task -> plan.put(
                        task.path("name").asString(), task.path("action").asString() + " " + task.path("waitsFor")));
        return plan;
    }

    private String retried(String id) {
        GraphQlTester.Response answer = new ServiceClient(graphQl).retry(id);
        new ServiceClient(graphQl).created(answer);
        return ServiceClient.text(answer, "retryPipelineRun.run.id");
    }
}
