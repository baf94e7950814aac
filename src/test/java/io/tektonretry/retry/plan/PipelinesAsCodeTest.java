package io.tektonretry.retry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.retry.plan.PipelinesAsCodeRules.Queue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Derives the retries that the watcher of Pipelines-as-Code took for its runs, or left alone. */
class PipelinesAsCodeTest {

    private static final Path RECORDINGS = Documents.RESOURCES.resolve("recordings-pac");

    private static final String PREFIX = "pipelinesascode.tekton.dev/";

    @ParameterizedTest
    @ValueSource(strings = {"app-proposal", "gitlab-proposal", "queue-proposal", "web-proposal"})
    void derivesWhatTheWatcherTookForItsRun(String recording) {
        RetryPlan plan = plan(recording, PipelinesAsCodeRules.defaults());

        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.dependencies()).isEmpty();
        assertSame(plan.manifest(), recorded(recording, "retry-as-created.json"));
    }

    @Test
    void derivesWhatTheWatcherLeftAlone() {
        RetryPlan plan = plan("web-today", new PipelinesAsCodeRules(false, Queue.RESPECT));

        ObjectNode recorded = recorded("web-today", "retry-as-created.json");
        recorded.withObject("/metadata/annotations").remove(PREFIX + "scm-reporting-plr-started");
        assertSame(plan.manifest(), recorded);
        assertThat(plan.dependencies())
                .extracting(Dependency::title)
                .singleElement()
                .asString()
                .startsWith("Secret pac-gitauth-");
    }

    @Test
    void leavesOutWhatHeldTheFirstRun() {
        ObjectNode root = recorded("d1-held-by-admission", "retry-as-created.json");
        root.withObject("/status")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", "False");
        root.withObject("/status").set("pipelineSpec", root.at("/spec/pipelineSpec"));
        root.withObject("/status")
                .putArray("childReferences")
                .addObject()
                .put("name", "held-test")
                .put("pipelineTaskName", "test");

        JsonNode retry = plan(
                        new AttemptDocuments(root, List.of(child("held-test", "False")), Set.of()), Neighbours.none())
                .manifest();

        assertThat(retry.at("/spec").has("status")).isFalse();
        assertThat(retry.at("/metadata/labels").propertyNames())
                .contains("kueue.x-k8s.io/queue-name", "held")
                .doesNotContain("created-by-prow", "pipeline/persistedFinalState");
        assertThat(retry.at("/metadata/annotations").propertyNames())
                .doesNotContain("kueue.x-k8s.io/prebuilt-workload-name");
    }

    @Test
    void namesSecretsOfItsOwnForEachRetry() {
        RetryPlan first = plan("web-proposal", PipelinesAsCodeRules.defaults());
        RetryPlan again = plan("web-proposal", PipelinesAsCodeRules.defaults());
        RetryPlan other = plan("gitlab-proposal", PipelinesAsCodeRules.defaults());

        assertThat(secret(first.manifest())).isEqualTo(secret(again.manifest())).matches("pac-gitauth-[a-z]{6}");
        assertThat(secret(other.manifest())).isNotEqualTo(secret(first.manifest()));
    }

    @Test
    void saysWhenThePlanChangesBecauseATokenExpires() {
        ObjectNode root = recorded("web-proposal", "root.json");
        root.withObject("/metadata/annotations").put(PREFIX + "installation-id", "4711");
        Instant expiry =
                Instant.parse(root.at("/metadata/creationTimestamp").asString()).plusSeconds(3_600);

        assertThat(RetryPlanner.changesAt(List.of(alone(root)), expiry)).contains(expiry);
        assertThat(warningsAt(root, expiry)).isEmpty();
        assertThat(RetryPlanner.changesAt(List.of(alone(root)), expiry.plusNanos(1)))
                .isEmpty();
        assertThat(warningsAt(root, expiry.plusNanos(1))).containsExactly(WarningCode.GIT_CREDENTIALS_STALE);
    }

    private static AttemptDocuments alone(ObjectNode root) {
        return new AttemptDocuments(root, List.of(), Set.of());
    }

    private static List<WarningCode> warningsAt(ObjectNode root, Instant at) {
        PipelinesAsCodeRules rules = new PipelinesAsCodeRules(false, Queue.RESPECT);
        PlanInput input = new PlanInput(
                List.of(alone(root)),
                RetryOptions.defaults(),
                Map.of(),
                1,
                Neighbours.none().with(rules),
                at);
        return PipelinesAsCode.of(Lineage.of(input.lineage()), input).warnings().stream()
                .map(Warning::code)
                .filter(WarningCode.GIT_CREDENTIALS_STALE::equals)
                .toList();
    }

    /** The recorded retry has a random name of a secret, and labels and annotations that are ours to choose. */
    private static void assertSame(ObjectNode manifest, ObjectNode recorded) {
        String text = Documents.yaml(Sorted.of(Normalized.of(withoutServerFields(recorded))))
                .replace(secret(recorded), secret(manifest));
        assertThat(Documents.yaml(Sorted.of(Normalized.of(manifest)))).isEqualTo(text);
    }

    private static ObjectNode withoutServerFields(ObjectNode recorded) {
        ObjectNode copy = recorded.deepCopy();
        copy.withObject("/metadata")
                .remove(List.of("uid", "generation", "creationTimestamp", "managedFields", "resourceVersion"));
        return copy;
    }

    private static String secret(JsonNode run) {
        return run.at("/metadata/annotations").path(PREFIX + "git-auth-secret").stringValue();
    }

    private static RetryPlan plan(String recording, PipelinesAsCodeRules rules) {
        ObjectNode root = recorded(recording, "root.json");
        List<ObjectNode> children = new ArrayList<>();
        root.at("/status/childReferences")
                .forEach(reference -> children.add(child(
                        reference.path("name").stringValue(),
                        "fetch".equals(reference.path("pipelineTaskName").stringValue()) ? "True" : "False")));
        return plan(
                new AttemptDocuments(root, children, Set.of()),
                Neighbours.none().with(rules));
    }

    private static RetryPlan plan(AttemptDocuments run, Neighbours neighbours) {
        RetryPlan plan = RetryPlanner.plan(
                new PlanInput(List.of(run), RetryOptions.defaults(), Map.of(), 1, neighbours, Instant.EPOCH));
        assertThat(plan.refusals()).isEmpty();
        return plan;
    }

    /** The first task wrote the result that the retry carries. */
    private static ObjectNode child(String name, String succeeded) {
        ObjectNode child = JsonNodeFactory.instance.objectNode().put("kind", "TaskRun");
        child.putObject("metadata").put("name", name).put("uid", "u-" + name);
        ObjectNode status = child.putObject("status");
        status.putArray("conditions").addObject().put("type", "Succeeded").put("status", succeeded);
        status.putArray("results")
                .addObject()
                .put("name", "commit")
                .put("type", "string")
                .put("value", "value-of-commit");
        return child;
    }

    private static ObjectNode recorded(String recording, String file) {
        return (ObjectNode) Documents.read(RECORDINGS.resolve(recording).resolve(file));
    }
}
