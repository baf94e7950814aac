package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.SimulatedCluster;
import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Lets a simulated cluster admit and execute the planned retries of drawn runs. */
class SimulatedRetriesTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);

    @Test
    void derivedRunsComeToAGoodEndWithTheInputsOfAnUndisturbedRun() {
        Map<String, GeneratedLineage> lineages = new TreeMap<>();
        try (SimulatedCluster cluster = SimulatedCluster.start(0, Duration.ofMillis(1), List.of())) {
            cluster.api().create(task());
            Seeds.all().forEach(seed -> {
                Draw draw = new Draw(seed);
                GeneratedLineage lineage = GeneratedLineage.failed(draw, PipelineGenerator.faithful(draw), 0);
                RetryPlan plan = lineage.plan(RetryOptions.defaults());
                if (plan.retryable()) {
                    lineages.put("seed-" + seed, lineage);
                    cluster.api().create(scripted(GeneratedLineage.manifest(plan), lineage.pipeline(), "seed-" + seed));
                }
            });
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(ends(cluster))
                            .hasSize(lineages.size())
                            .allSatisfy((run, end) -> assertThat(end).startsWith("True")));
            lineages.forEach((run, lineage) -> assertInputs(run, children(cluster, run), lineage));
        }
    }

    /** Each child was given what one of the same task is given in a run without a failure. */
    private static void assertInputs(String run, List<JsonNode> children, GeneratedLineage lineage) {
        Map<String, List<ObjectNode>> undisturbed =
                lineage.undisturbed(Set.of()).inputs();
        for (JsonNode child : children) {
            String task = child.path("metadata")
                    .path("labels")
                    .path(TektonKeys.PIPELINE_TASK)
                    .stringValue();
            if (undisturbed.containsKey(task)) {
                assertThat(undisturbed.get(task))
                        .as(run + " " + task)
                        .extracting(inputs -> inputs.get("params"))
                        .contains(Inputs.params(child));
            }
        }
    }

    private static List<JsonNode> children(SimulatedCluster cluster, String run) {
        return Stream.of("TaskRun", "CustomRun")
                .flatMap(kind -> cluster.api().list(kind).stream())
                .<JsonNode>map(child -> child)
                .filter(child -> run.equals(child.path("metadata")
                        .path("labels")
                        .path(TektonKeys.PIPELINE_RUN)
                        .asString("")))
                .toList();
    }

    private static ObjectNode task() {
        ObjectNode task = object().put("apiVersion", "tekton.dev/v1").put("kind", "Task");
        task.putObject("metadata").put("name", "task").put("namespace", "ci");
        task.putObject("spec").putArray("steps").addObject().put("name", "main").put("image", "busybox");
        return task;
    }

    /** The run on its own: as one of a lineage, a task whose failure is ignored would succeed in it. */
    private static ObjectNode scripted(ObjectNode manifest, GeneratedPipeline pipeline, String name) {
        ObjectNode run = manifest.deepCopy();
        ObjectNode results = object();
        pipeline.results().forEach((task, written) -> written.forEach(results.putObject(task)::set));
        ObjectNode outcomes = object();
        pipeline.ignored().forEach(task -> outcomes.put(task, "Failed"));
        run.withObjectProperty("metadata").put("name", name);
        run.withObjectProperty("metadata").withObjectProperty("labels").remove(TektonKeys.ROOT_UID);
        run.withObjectProperty("metadata")
                .withObjectProperty("annotations")
                .put("demo.tektonretry.io/results", results.toString())
                .put("demo.tektonretry.io/outcomes", outcomes.toString());
        return run;
    }

    private static Map<String, String> ends(SimulatedCluster cluster) {
        Map<String, String> ends = new TreeMap<>();
        for (JsonNode run : cluster.api().list("PipelineRun")) {
            JsonNode condition = run.path("status").path("conditions").path(0);
            ends.put(
                    run.path("metadata").path("name").stringValue(),
                    condition.path("status").asString("") + " "
                            + condition.path("reason").asString("") + " "
                            + condition.path("message").asString(""));
        }
        return ends;
    }
}
