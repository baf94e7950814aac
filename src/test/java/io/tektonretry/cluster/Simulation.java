package io.tektonretry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Runs recorded runs again on a simulated cluster. */
record Simulation(SimulatedCluster cluster) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    static Simulation start(Duration taskDuration, RecordedScenario... scenarios) {
        return new Simulation(SimulatedCluster.start(0, taskDuration, List.of(scenarios)));
    }

    ObjectNode load(RecordedRun recorded) {
        return load(recorded, recorded.asApplied());
    }

    ObjectNode load(RecordedRun recorded, String outcomes) {
        ObjectNode run = recorded.asApplied();
        run.withObject("/metadata/annotations").put("demo.tektonretry.io/outcomes", outcomes);
        return load(recorded, run);
    }

    private ObjectNode load(RecordedRun recorded, ObjectNode run) {
        cluster.api().load(recorded.definitions());
        cluster.api().load(List.of(run));
        return run;
    }

    void patch(ObjectNode run, String patch) {
        String path = "/apis/tekton.dev/v1/namespaces/%s/pipelineruns/%s".formatted(namespace(run), name(run));
        assertThat(new Http(cluster.url()).merge(path, patch).code()).isEqualTo(200);
    }

    void eventuallyEndsAs(ObjectNode run, RecordedRun recorded) {
        eventually(run, this::isDone);
        assertThat(RecordedRun.essence(find(run), children(run))).isEqualTo(recorded.essence());
    }

    private boolean isDone(ObjectNode run) {
        return hasCompleted(run) && children(run).stream().allMatch(Simulation::hasCompleted);
    }

    private static boolean hasCompleted(ObjectNode object) {
        return object.path("status").has("completionTime");
    }

    void eventually(ObjectNode run, Predicate<ObjectNode> state) {
        await().atMost(PATIENCE).pollInterval(POLL_INTERVAL).until(() -> state.test(find(run)));
    }

    void eventuallyHasReason(ObjectNode run, String reason) {
        eventually(
                run,
                found -> found.at("/status/conditions/0/reason").asString("").equals(reason));
    }

    ObjectNode find(ObjectNode run) {
        return cluster.api().find("PipelineRun", namespace(run), name(run)).orElseThrow();
    }

    List<ObjectNode> children(ObjectNode run) {
        String uid = run.at("/metadata/uid").asString();
        return Stream.of("TaskRun", "CustomRun")
                .flatMap(kind -> cluster.api().list(kind).stream())
                .filter(child -> label(child, "tekton.dev/pipelineRunUID").equals(uid))
                .toList();
    }

    boolean runsTask(ObjectNode run, String task) {
        return children(run).stream()
                .filter(child -> child.path("status").has("startTime"))
                .anyMatch(child -> label(child, "tekton.dev/pipelineTask").equals(task));
    }

    @Override
    public void close() {
        cluster.close();
    }

    private static String label(ObjectNode object, String key) {
        return object.at("/metadata/labels").path(key).asString("");
    }

    private static String namespace(ObjectNode object) {
        return object.at("/metadata/namespace").asString();
    }

    private static String name(ObjectNode object) {
        return object.at("/metadata/name").asString();
    }
}
