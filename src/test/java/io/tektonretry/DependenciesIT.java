package io.tektonretry;

import static io.tektonretry.ServiceClient.text;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.graphql.test.tester.GraphQlTester.Response;
import org.springframework.graphql.test.tester.HttpGraphQlTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of ConfigMaps and Secrets that a retry needs. */
@WholeService
class DependenciesIT {

    private static final String NAMESPACE = "needy";

    @Autowired
    SimulatedCluster cluster;

    private final ServiceClient client;

    DependenciesIT(@Autowired HttpGraphQlTester graphQl) {
        this.client = new ServiceClient(graphQl);
    }

    @Test
    void aConfigMapOfTheFailedRunOutlivesIt() {
        ObjectNode failed = failed("owner", "{\"configMap\": {\"name\": \"settings-of-owner\"}}");
        cluster.api().create(ScriptedRun.owned("ConfigMap", "settings-of-owner", failed));

        assertThat(client.created(client.retry(ended("owner")))).isEqualTo("owner-r1");
        cluster.api().delete("PipelineRun", NAMESPACE, "owner");

        assertThat(owners("settings-of-owner")).containsExactly("owner-r1");
    }

    @Test
    void aConfigMapOfSomebodyElseStaysTheirs() {
        ObjectNode other = failed("other", "{\"emptyDir\": {}}");
        failed("stranger", "{\"configMap\": {\"name\": \"settings-of-other\"}}");
        cluster.api().create(ScriptedRun.owned("ConfigMap", "settings-of-other", other));

        client.created(client.retry(ended("stranger")));

        assertThat(owners("settings-of-other")).containsExactly("other");
    }

    @Test
    void aMissingConfigMapIsFoundBeforeTheRetryIsMade() {
        failed("lacking", "{\"configMap\": {\"name\": \"settings-of-lacking\"}}");
        String id = ended("lacking");

        client.retry(id).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{
                    "code": "DEPENDENCY_MISSING",
                    "message": "Tasks that run again need objects that do not exist in namespace needy: ConfigMap settings-of-lacking; create it again, or use onMissingDependency WARN to start the retry without it"}]}
                """);

        Response plan = plan(id, "WARN");
        plan.path("retryPlan").matchesJson("""
                {"retryable": true, "warnings": [{"code": "DEPENDENCY_MISSING", "tasks": ["publish"],
                 "message": "Tasks that run again need objects that do not exist in namespace needy: ConfigMap settings-of-lacking"}]}
                """);
        assertThat(client.created(
                        client.graphQl().document("""
                mutation ($id: ID!) {
                  retryPipelineRun(input: {runId: $id, onMissingDependency: WARN}) {
                    run { id name } userErrors { code } } }
                """).variable("id", id).execute()))
                .isEqualTo("lacking-r1");
    }

    @Test
    void aRunThatStartsAnewIsLookedThroughAsWell() {
        FollowedRuns runs = new FollowedRuns(cluster, client.graphQl(), NAMESPACE);
        runs.create("anew", "{}", "{}", """
                {"pipelineRef": {"name": "not-there-yet"}, "workspaces": [
                    {"name": "w", "configMap": {"name": "settings-of-anew"}},
                    {"name": "v", "persistentVolumeClaim": {"claimName": "claim-of-anew"}}]}
                """);
        String id = runs.retryable("anew");

        client.retry(id).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{
                    "code": "DEPENDENCY_MISSING",
                    "message": "Tasks that run again need objects that do not exist in namespace needy: ConfigMap settings-of-anew, PersistentVolumeClaim claim-of-anew; create it again, or use onMissingDependency WARN to start the retry without it"}]}
                """);

        cluster.api().create(thing("ConfigMap", "settings-of-anew"));
        cluster.api().create(thing("PersistentVolumeClaim", "claim-of-anew"));
        assertThat(client.created(client.retry(id))).isEqualTo("anew-r1");
    }

    private static ObjectNode thing(String kind, String name) {
        ObjectNode thing =
                JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", kind);
        thing.putObject("metadata").put("namespace", NAMESPACE).put("name", name);
        return thing;
    }

    @Test
    void secretsAreNamedAndNotLookedAtWithoutTheRightTo() {
        failed("secretive", "{\"secret\": {\"secretName\": \"token-of-secretive\"}}");

        plan(ended("secretive"), "REFUSE").path("retryPlan").matchesJson("""
                {"retryable": true, "warnings": [{"code": "DEPENDENCY_NOT_LOOKED_UP", "tasks": ["publish"],
                 "message": "The service may not see whether these objects exist, and cannot protect them from deletion with the failed run: Secret token-of-secretive"}]}
                """);
    }

    @Test
    void noMoreAreLookedUpThanTheLimit() {
        String sources = IntStream.rangeClosed(1, 201)
                .mapToObj(i -> "{\"configMap\": {\"name\": \"part-%d\"}}".formatted(i))
                .collect(joining(",", "{\"projected\": {\"sources\": [", "]}}"));
        failed("greedy", sources);

        client.retry(ended("greedy")).path("retryPipelineRun").matchesJson("""
                {"run": null, "userErrors": [{
                    "code": "SPEC_TOO_LARGE",
                    "message": "The tasks of PipelineRun needy/greedy that run again need 201 claims, ConfigMaps and Secrets, but at most 200 are looked up; start its pipeline again"}]}
                """);
    }

    private ObjectNode failed(String name, String binding) {
        return new ScriptedRun(NAMESPACE, name)
                .bound(binding)
                .ending(Map.of("publish", "Failed"))
                .createdIn(cluster);
    }

    private String ended(String name) {
        await().atMost(ServiceClient.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(text(run(name), "pipelineRun.status")).isEqualTo("FAILED"));
        return text(run(name), "pipelineRun.id");
    }

    private Response run(String name) {
        return client.graphQl()
                .document("""
                query ($namespace: String!, $name: String!) {
                  pipelineRun(namespace: $namespace, name: $name) { id status } }
                """)
                .variable("namespace", NAMESPACE)
                .variable("name", name)
                .execute();
    }

    private Response plan(String id, String onMissing) {
        return client.graphQl()
                .document("""
                query ($id: ID!, $onMissing: OnMissingDependency!) {
                  retryPlan(input: {runId: $id, onMissingDependency: $onMissing}) {
                    retryable warnings { code message tasks } } }
                """)
                .variable("id", id)
                .variable("onMissing", onMissing)
                .execute();
    }

    private List<String> owners(String configMap) {
        return cluster.api()
                .find("ConfigMap", NAMESPACE, configMap)
                .orElseThrow()
                .at("/metadata/ownerReferences")
                .valueStream()
                .map((JsonNode owner) -> owner.path("name").asString())
                .toList();
    }
}
