package io.tektonretry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Retries runs by the definition that their pipelines and tasks have by now. */
@WholeService
class CurrentDefinitionIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NAMESPACE = "mended";
    private static final String CURRENT = "definition: CURRENT";

    private final SimulatedCluster cluster;
    private final HttpGraphQlTester graphQl;
    private final FollowedRuns runs;

    CurrentDefinitionIT(@Autowired SimulatedCluster cluster, @Autowired HttpGraphQlTester graphQl) {
        this.cluster = cluster;
        this.graphQl = graphQl;
        this.runs = new FollowedRuns(cluster, graphQl, NAMESPACE);
    }

    @Test
    void whatWasMendedRunsWithAllBehindItAndLaterRetriesGoOnFromThere() {
        task("compile", "make");
        task("check", "check");
        pipeline("app", """
                {"params": [{"name": "target", "default": "all"}], "tasks": [
                    {"name": "fetch", "taskSpec": {"steps": [{"name": "s", "image": "git"}]}},
                    {"name": "build", "runAfter": ["fetch"], "taskRef": {"name": "compile"},
                     "params": [{"name": "what", "value": "$(params.target)"}]},
                    {"name": "lint", "runAfter": ["fetch"], "taskRef": {"name": "check"}},
                    {"name": "image", "runAfter": ["build"], "taskSpec": {"steps": [{"name": "s", "image": "kaniko"}]}},
                    {"name": "legacy", "runAfter": ["fetch"], "taskSpec": {"steps": [{"name": "s", "image": "old"}]}},
                    {"name": "deploy", "runAfter": ["image"], "taskSpec": {"steps": [{"name": "s", "image": "helm"}]}}],
                 "finally": [{"name": "notify", "taskSpec": {"steps": [{"name": "s", "image": "mail"}]}}]}
                """);
        runs.create("app-1", "{\"deploy\": [\"Failed\", \"Failed\"]}", "{}", "{\"pipelineRef\": {\"name\": \"app\"}}");
        String root = runs.retryable("app-1");
        assertThat(plan(root, CURRENT).changes()).isEmpty();
        assertThat(plan(root, CURRENT).tasks())
                .isEqualTo(plan(root, "definition: RECORDED").tasks());

        String seen = plan(root, CURRENT).version();
        task("compile", "make -j2");
        assertThat(runs.refusal(CURRENT + ", planVersion: \"%s\"".formatted(seen), root))
                .startsWith("PLAN_CHANGED");
        pipeline("app", """
                {"params": [{"name": "target", "default": "all"}], "tasks": [
                    {"name": "fetch", "timeout": "5m", "taskSpec": {"steps": [{"name": "s", "image": "git"}]}},
                    {"name": "build", "runAfter": ["fetch"], "taskRef": {"name": "compile"},
                     "params": [{"name": "what", "value": "$(params.target)"}]},
                    {"name": "lint", "runAfter": ["fetch"], "taskRef": {"name": "check"}},
                    {"name": "image", "runAfter": ["build"], "taskSpec": {"steps": [{"name": "s", "image": "kaniko"}]}},
                    {"name": "sign", "runAfter": ["image"], "taskSpec": {"steps": [{"name": "s", "image": "cosign"}]}},
                    {"name": "deploy", "runAfter": ["sign"], "taskSpec": {"steps": [{"name": "s", "image": "helm"}]}}],
                 "finally": [{"name": "notify", "taskSpec": {"steps": [{"name": "s", "image": "mail"}]}}]}
                """);

        Plan plan = plan(root, CURRENT);
        assertThat(plan.changes())
                .containsExactly(
                        "build CHANGED [\"TASK\"]",
                        "sign ADDED []",
                        "deploy CHANGED [\"RUN_AFTER\"]",
                        "legacy REMOVED []");
        assertThat(plan.tasks())
                .isEqualTo(Map.of(
                        "fetch", "REUSE SUCCEEDED_BEFORE",
                        "build", "RERUN DEFINITION_CHANGED",
                        "lint", "REUSE SUCCEEDED_BEFORE",
                        "image", "RERUN DEPENDS_ON_RERUN",
                        "sign", "RUN_FIRST_TIME DEFINITION_CHANGED",
                        "deploy", "RERUN DEFINITION_CHANGED",
                        "notify", "RERUN FINALLY_TASK"));

        String first = runs.retriedWith(CURRENT, root);
        assertThat(runs.retryable("app-1-r1")).isEqualTo(first);
        cluster.api().delete("Pipeline", NAMESPACE, "app");
        assertThat(runs.refusal(CURRENT, first)).startsWith("DEFINITION_UNKNOWN");
        assertThat(plan(first, "").tasks())
                .isEqualTo(Map.of(
                        "fetch", "REUSE SUCCEEDED_BEFORE",
                        "build", "REUSE SUCCEEDED_BEFORE",
                        "lint", "REUSE SUCCEEDED_BEFORE",
                        "image", "REUSE SUCCEEDED_BEFORE",
                        "sign", "REUSE SUCCEEDED_BEFORE",
                        "deploy", "RERUN FAILED",
                        "notify", "RERUN FINALLY_TASK"));
        assertThat(runs.statusesAtTheEnd(runs.retriedWith("", first)))
                .isEqualTo(Map.of(
                        "fetch", "REUSED",
                        "build", "REUSED",
                        "lint", "REUSED",
                        "image", "REUSED",
                        "sign", "REUSED",
                        "deploy", "SUCCEEDED",
                        "notify", "SUCCEEDED"));
        graphQl.document("""
                        query { retryRequests(filter: {namespaces: ["mended"]}) { nodes { createdRun { name } definition } }
                                auditEvents(filter: {namespaces: ["mended"]}) { nodes { resultName definition } } }
                        """)
                .execute()
                .path("retryRequests.nodes[?(@.createdRun.name == 'app-1-r1')].definition")
                .entityList(String.class)
                .containsExactly("CURRENT")
                .path("auditEvents.nodes[?(@.resultName == 'app-1-r1')].definition")
                .entityList(String.class)
                .containsExactly("CURRENT")
                .path("auditEvents.nodes[?(@.resultName == 'app-1-r2')].definition")
                .entityList(String.class)
                .containsExactly("RECORDED");
        assertThat(waiting("app-1"))
                .isEqualTo("fetch[] build[fetch] lint[fetch] image[build] legacy[fetch] deploy[image] notify[]");
        assertThat(waiting("app-1-r1"))
                .isEqualTo(waiting("app-1-r2"))
                .isEqualTo("fetch[] build[fetch] lint[fetch] image[build] sign[image] deploy[sign] notify[]");
    }

    @Test
    void aPipelineThatIsWrittenIntoTheRunGoesByTheTasksOfNow() {
        task("pack", "pack");
        task("ship", "ship");
        runs.create("inline", "{\"ship\": \"Failed\"}", "{}", """
                {"pipelineSpec": {"tasks": [
                    {"name": "pack", "taskRef": {"name": "pack"}},
                    {"name": "ship", "runAfter": ["pack"], "taskRef": {"name": "ship"}}]}}
                """);
        String root = runs.retryable("inline");
        task("ship", "ship --really");

        assertThat(plan(root, CURRENT).changes()).containsExactly("ship CHANGED [\"TASK\"]");
        assertThat(runs.statusesAtTheEnd(runs.retriedWith(CURRENT, root)))
                .isEqualTo(Map.of("pack", "REUSED", "ship", "SUCCEEDED"));
    }

    @Test
    void whatCannotBeReadIsRefused() {
        pipeline(
                "odd",
                "{\"tasks\": [{\"name\": \"only\", \"taskSpec\": {\"steps\": [{\"name\": \"s\", \"image\": \"i\"}]}}]}");
        runs.create("odd-1", "{\"only\": \"Failed\"}", "{}", "{\"pipelineRef\": {\"name\": \"odd\"}}");
        String root = runs.retryable("odd-1");

        pipeline("odd", "{\"description\": \"%s\", \"tasks\": []}".formatted("x".repeat(10 << 20)));
        assertThat(runs.refusal(CURRENT, root)).startsWith("SPEC_TOO_LARGE");
        pipeline("odd", tasks(5000, "{\"name\": \"t%d\", \"taskSpec\": {\"steps\": [{\"image\": \"i\"}]}}"));
        assertThat(runs.refusal(CURRENT, root)).startsWith("SPEC_TOO_LARGE");
        pipeline("odd", tasks(201, "{\"name\": \"t%1$d\", \"taskRef\": {\"name\": \"tool-%1$d\"}}"));
        assertThat(runs.refusal(CURRENT, root)).startsWith("SPEC_TOO_LARGE");
        pipeline("odd", """
                {"tasks": [{"name": "a", "runAfter": ["b"], "taskSpec": {"steps": [{"image": "i"}]}},
                           {"name": "b", "runAfter": ["a"], "taskSpec": {"steps": [{"image": "i"}]}}]}
                """);
        assertThat(runs.refusal(CURRENT, root)).startsWith("DEFINITION_UNUSABLE");
        pipeline("odd", "{\"tasks\": [{\"name\": \"only\", \"taskRef\": {\"name\": \"../../secrets/renamed\"}}]}");
        assertThat(runs.refusal(CURRENT, root)).isEqualTo("DEFINITION_UNKNOWN [\"only\"]");
        pipeline("odd", """
                {"params": [{"name": "env"}],
                 "tasks": [{"name": "only", "params": [{"name": "env", "value": "$(params.env)"}],
                            "taskSpec": {"params": [{"name": "env"}], "steps": [{"name": "s", "image": "i"}]}}]}
                """);
        assertThat(runs.refusal(CURRENT, root)).startsWith("INVALID_INPUT");
        cluster.api()
                .faults(Fault.refusing(
                        503,
                        "ServiceUnavailable",
                        "away",
                        request -> request.resource().equals("pipelines")));
        assertThat(runs.refusal(CURRENT, root)).startsWith("CLUSTER_UNAVAILABLE");
        cluster.api().faults(Fault.NONE);

        String retry = runs.retriedWith(CURRENT + ", params: [{name: \"env\", value: \"prod\"}]", root);
        assertThat(runs.statusesAtTheEnd(retry)).isEqualTo(Map.of("only", "SUCCEEDED"));
    }

    private static String tasks(int number, String each) {
        return IntStream.range(0, number)
                .mapToObj(i -> each.formatted(i))
                .collect(Collectors.joining(",", "{\"tasks\": [", "]}"));
    }

    private void task(String name, String script) {
        ObjectNode spec = JSON.createObjectNode();
        spec.putArray("params").addObject().put("name", "what").put("default", "");
        spec.putArray("steps").addObject().put("name", "s").put("image", "i").put("script", script + " $(params.what)");
        put("Task", name, spec);
    }

    private void pipeline(String name, String spec) {
        put("Pipeline", name, (ObjectNode) JSON.readTree(spec));
    }

    private void put(String kind, String name, ObjectNode spec) {
        if (cluster.api().find(kind, NAMESPACE, name).isPresent()) {
            cluster.api().delete(kind, NAMESPACE, name);
        }
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.putObject("metadata").put("namespace", NAMESPACE).put("name", name);
        object.set("spec", spec);
        cluster.api().create(object);
    }

    private record Plan(List<String> changes, Map<String, String> tasks, String version) {}

    private Plan plan(String id, String options) {
        GraphQlTester.Response answer = graphQl.document(
                        "query ($id: ID!) { retryPlan(input: {runId: $id, %s}) { planVersion definitionChanges { task change what } tasks { name action because } } }"
                                .formatted(options))
                .variable("id", id)
                .execute();
        List<String> changes = new ArrayList<>();
        Map<String, String> tasks = new TreeMap<>();
        answer.path("retryPlan.definitionChanges")
                .entityList(ObjectNode.class)
                .get()
                .forEach(change -> changes.add("%s %s %s"
                        .formatted(
                                change.path("task").asString(),
                                change.path("change").asString(),
                                change.path("what"))));
        answer.path("retryPlan.tasks")
                .entityList(ObjectNode.class)
                .get()
                .forEach(task -> tasks.put(
                        task.path("name").asString(),
                        task.path("action").asString() + " "
                                + task.path("because").asString()));
        return new Plan(changes, tasks, ServiceClient.text(answer, "retryPlan.planVersion"));
    }

    /** The tasks of a run, each with those that it waits for. */
    private String waiting(String run) {
        return graphQl
                .document("""
                        query ($name: String!) {
                          pipelineRun(namespace: "mended", name: $name) { tasks(first: 20) { nodes { name dependsOn } } } }
                        """)
                .variable("name", run)
                .execute()
                .path("pipelineRun.tasks.nodes")
                .entityList(ObjectNode.class)
                .get()
                .stream()
                .map(task -> task.path("name").asString()
                        + task.path("dependsOn")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())
                .collect(Collectors.joining(" "));
    }
}
