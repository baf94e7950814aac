package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What goes on in a cluster whose API server tells the truth. */
class ChangingClusterIT extends MirroredCluster {

    @Test
    @TestsFault(12)
    void goesOnFromABookmarkWhenTheChangesBeforeItAreForgotten() {
        try (var service = start()) {
            world.create("PipelineRun", "before");
            healed(service);
            IntStream.range(0, 100).forEach(i -> cluster.play(ofNobodysInterest(i)));
            cluster.cutWatches();
            long bookmarked = cluster.revision();
            await().until(() -> positions().stream().allMatch(position -> position >= bookmarked));
            cluster.forgetHistory();
            cluster.cutWatches();
            world.create("PipelineRun", "behind");
            healed(service);
            assertThat(service.total("mirror.relists"))
                    .as("one first list for each kind")
                    .isEqualTo(3);
        }
    }

    @Test
    @TestsFault({15, 22})
    void takesTheLaterOfTwoStatesOfTheSameSecondAndFollowsARunBackFromItsEnd() {
        try (var service = start()) {
            world.create("PipelineRun", "again");
            for (int round = 0; round < 3; round++) {
                world.finish("again");
                healed(service);
                assertThat(states()).containsExactly("again SUCCEEDED ended");
                world.update("again");
                healed(service);
                assertThat(states()).containsExactly("again RUNNING");
                world.finish("again");
                world.update("again");
                world.finish("again");
                world.update("again");
                healed(service);
                assertThat(states()).containsExactly("again RUNNING");
            }
        }
    }

    @Test
    @TestsFault(21)
    void losesNothingToAPrunerThatIsFasterThanTheFirstList() {
        IntStream.range(0, 200).forEach(i -> world.create("PipelineRun", "run-" + i));
        IntStream.range(0, 200).forEach(i -> world.create("TaskRun", "task-" + i));
        Pruner pruner = new Pruner();
        cluster.faults(pruner);
        try (var service = start()) {
            assertThat(pruner.pruned()).as("during the first lists").isGreaterThan(100);
            pruner.prune(200);
            healed(service);
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    @TestsFault(28)
    void keepsAThousandRunsOfANamespaceThatIsDeleted() {
        try (var service = start()) {
            IntStream.range(0, 1000).forEach(i -> world.create("PipelineRun", "run-" + i));
            healed(service);
            IntStream.range(0, 1000).forEach(i -> world.delete("run-" + i));
            healed(service);
            assertThat(pipelineRuns("status = 'INTERRUPTED' and deleted_at is not null"))
                    .isEqualTo(1000);
        }
    }

    private List<Long> positions() {
        return jdbc.sql("select resource_version from followed_kind")
                .query(Long.class)
                .list();
    }

    private List<String> states() {
        return jdbc.sql(
                        "select name || ' ' || status || case when finished_at is null then '' else ' ended' end from pipeline_run")
                .query(String.class)
                .list();
    }

    /** What only raises the resourceVersion, which nothing but bookmarks then tells. */
    private ObjectNode ofNobodysInterest(int number) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "ADDED");
        ObjectNode pod = event.putObject("object").put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata")
                .put("namespace", "ci")
                .put("name", "pod-" + number)
                .put("uid", new UUID(1, number).toString())
                .put("resourceVersion", Long.toString(cluster.revision() + 1));
        return event;
    }

    /** Deletes runs when something is asked for, and more when it is about to be answered. */
    private final class Pruner implements Fault {

        private int pruned;

        @Override
        public Optional<StatusError> refusal(ApiRequest request) {
            prune(20);
            return Optional.empty();
        }

        @Override
        public void beforeAnswer(ApiRequest request) {
            prune(20);
        }

        synchronized void prune(int count) {
            for (int end = Math.min(200, pruned + count); pruned < end; pruned++) {
                world.delete("run-" + pruned);
                world.delete("task-" + pruned);
            }
        }

        synchronized int pruned() {
            return pruned;
        }
    }
}
