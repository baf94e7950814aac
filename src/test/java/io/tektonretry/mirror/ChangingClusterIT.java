package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What goes on in a cluster whose API server tells the truth. */
@HistoryContext
class ChangingClusterIT {

    @Autowired
    ApplicationContext history;

    @Autowired
    JdbcClient jdbc;

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final World world = new World(cluster);

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
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
    void losesNothingToAPrunerThatIsFasterThanTheFirstList() {
        IntStream.range(0, 200).forEach(i -> world.create("PipelineRun", "run-" + i));
        IntStream.range(0, 200).forEach(i -> world.create("TaskRun", "task-" + i));
        CompletableFuture<Void> pruner = CompletableFuture.runAsync(
                () -> IntStream.range(0, 200).peek(i -> pause()).forEach(i -> {
                    world.delete("run-" + i);
                    world.delete("task-" + i);
                }));
        try (var service = start()) {
            pruner.join();
            healed(service);
            assertThat(service.isReady()).isTrue();
        }
    }

    @Test
    void keepsAThousandRunsOfANamespaceThatIsDeleted() {
        try (var service = start()) {
            IntStream.range(0, 1000).forEach(i -> world.create("PipelineRun", "run-" + i));
            healed(service);
            IntStream.range(0, 1000).forEach(i -> world.delete("run-" + i));
            healed(service);
            assertThat(jdbc.sql(
                                    "select count(*) from pipeline_run where status = 'INTERRUPTED' and deleted_at is not null")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1000);
        }
    }

    private MirroredService start() {
        MirroredService service = MirroredService.start(history, cluster.url(), Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(30)).until(service::isReady);
        return service;
    }

    private void healed(MirroredService service) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(new Invariants(jdbc).violations(world)).isEmpty());
        await().until(() -> service.waiting() == 0);
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

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
