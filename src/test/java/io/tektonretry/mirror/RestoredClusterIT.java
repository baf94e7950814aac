package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.ObservedState;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.mirror.World.Life;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A cluster that goes back to an earlier state, or another one in its place. */
class RestoredClusterIT extends MirroredCluster {

    @Test
    @TestsFault(23)
    void isNoticedByAnObjectThatGoesBackWhenItHasOvertakenWhatWasSeen() {
        Life running = world.create("PipelineRun", "kept");
        IntStream.range(0, 8).forEach(i -> world.update("kept"));
        start().close();
        try (ApiServerDouble restored = ApiServerDouble.start()) {
            World then = new World(restored);
            then.create(running.last());
            Life finished = then.finish("kept");
            IntStream.range(0, 20).forEach(i -> then.create("PipelineRun", "new-" + i));
            assertThat(finished.version()).isLessThan(world.life("kept").version());
            try (var service = mirror(restored.url())) {
                healed(service, then);
                assertThat(pipelineRuns("name = 'kept' and status = 'SUCCEEDED' and epoch = 2"))
                        .isEqualTo(1);
                await().untilAsserted(() -> assertThat(gaps()).contains("CLUSTER_RESTORED"));
            }
        }
    }

    @Test
    void isListedAnewInEveryKindThoughOneAloneHasGivenItAway() {
        try (var service = start()) {
            world.create("TaskRun", "task");
            healed(service);
            history.getBean(ClusterEpochs.class).endOf(1);
            world.update("task");
            await().untilAsserted(() -> assertThat(gapsSinceSomething())
                    .containsExactly(
                            "CustomRun CLUSTER_RESTORED", "PipelineRun CLUSTER_RESTORED", "TaskRun CLUSTER_RESTORED"));
            healed(service);
            assertThat(count("task_run where epoch = 2")).isEqualTo(1);
        }
    }

    @Test
    @TestsFault(23)
    void takesNothingFromAReplicaThatHasSleptSinceBefore() {
        Life running = world.create("PipelineRun", "kept");
        start().close();
        IntStream.range(0, 8).forEach(i -> world.update("kept"));
        Life late = world.update("kept");
        try (ApiServerDouble restored = ApiServerDouble.start()) {
            World then = new World(restored);
            then.create(running.last());
            IntStream.range(0, 4).forEach(i -> then.create("PipelineRun", "new-" + i));
            try (var service = mirror(restored.url())) {
                healed(service, then);
                history.getBean(ClusterEpochs.class).endOf(1);
                then.update("kept");
                healed(service, then);
                ObservedState state = ObservedState.of(late.last());
                RunRecorder sleeper = history.getBean(RunRecorder.class);
                List.of(
                                new Observation.Seen(1, state),
                                new Observation.Deleted(1, state),
                                new Observation.Vanished(1, late.uid(), late.version()))
                        .forEach(observation -> assertThat(sleeper.record(List.of(observation), Instant.now())
                                        .outcomes())
                                .containsExactly(Map.entry(late.uid(), Recorded.Outcome.STALE)));
                then.finish("kept");
                healed(service, then);
                assertThat(pipelineRuns("status = 'SUCCEEDED' and deleted_at is null"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    @TestsFault(23)
    void isAnotherOneWhereItsFirstNamespaceIs() {
        identify(cluster, 1);
        world.create("PipelineRun", "old");
        start().close();
        try (ApiServerDouble another = ApiServerDouble.start()) {
            identify(another, 2);
            World then = new World(another);
            IntStream.range(0, 20).forEach(i -> then.create("PipelineRun", "new-" + i));
            try (var service = ready(mirror(another.url()))) {
                await().untilAsserted(() -> assertThat(gapsSinceSomething())
                        .containsExactly(
                                "CustomRun CLUSTER_RESTORED",
                                "PipelineRun CLUSTER_RESTORED",
                                "TaskRun CLUSTER_RESTORED"));
                assertThat(pipelineRuns("name = 'old' and status = 'INTERRUPTED'"))
                        .isEqualTo(1);
                assertThat(pipelineRuns("epoch = 2")).isEqualTo(20);
                assertThat(service.waiting()).isZero();
            }
        }
    }

    private static void identify(ApiServerDouble cluster, long number) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "ADDED");
        ObjectNode namespace = event.putObject("object").put("apiVersion", "v1").put("kind", "Namespace");
        namespace
                .putObject("metadata")
                .put("name", "kube-system")
                .put("uid", new UUID(number, number).toString())
                .put("resourceVersion", Long.toString(cluster.revision() + 1));
        cluster.play(event);
    }

    /** What was lost before the first list of all is another matter. */
    private List<String> gapsSinceSomething() {
        return jdbc.sql("select kind || ' ' || reason from gap where from_time is not null order by 1")
                .query(String.class)
                .list();
    }

    /** Of what was before, nothing is asked. */
    private void healed(MirroredService service, World restored) {
        await().untilAsserted(() -> assertThat(new Invariants(jdbc).violations(restored))
                .noneMatch(violation -> !violation.endsWith("never existed")));
        await().until(() -> service.waiting() == 0);
    }
}
