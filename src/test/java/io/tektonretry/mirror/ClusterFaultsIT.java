package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.ListPosition;
import io.tektonretry.history.Retention;
import io.tektonretry.history.RetentionRule;
import io.tektonretry.mirror.World.Life;
import io.tektonretry.postgres.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What happens between the mirror and the API server. */
@HistoryContext
class ClusterFaultsIT {

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
    void missesNothingWhenItIsAwayForLessThanTheApiServerRemembers() {
        world.create("PipelineRun", "before");
        start().close();
        world.delete("before");
        world.create("PipelineRun", "between");
        world.update("between");
        world.delete("between");
        try (var service = start()) {
            healed(service);
            assertThat(rows("deleted_at is not null")).isEqualTo(2);
            assertThat(gaps()).containsOnly("NOT_FOLLOWED");
            assertThat(service.total("mirror.gaps")).isZero();
        }
    }

    @Test
    void recordsAGapWhenTheApiServerHasForgottenMeanwhile() {
        world.create("PipelineRun", "before");
        start().close();
        world.create("PipelineRun", "unseen");
        world.delete("unseen");
        world.delete("before");
        cluster.forgetHistory();
        try (var service = start()) {
            healed(service);
            assertThat(gaps()).contains("DOWNTIME");
            assertThat(rows("status = 'INTERRUPTED' and name = 'before'")).isEqualTo(1);
            assertThat(service.total("mirror.ghosts.resolved")).isEqualTo(1);
        }
    }

    @Test
    void forgetsWhatWasPrunedWhenItIsGoneFromTheClusterUnseen() {
        world.create("PipelineRun", "old");
        world.finish("old");
        start().close();
        history.getBean(Retention.class)
                .prune(
                        List.of(new RetentionRule(Duration.ZERO, List.of(), List.of(), Map.of())),
                        Instant.now(),
                        new ListPosition(Instant.EPOCH, new UUID(0, 0)),
                        10,
                        false);
        assertThat(tombstones()).isEqualTo(1);
        start().close();
        assertThat(tombstones()).as("the cluster has it still").isEqualTo(1);
        world.delete("old");
        cluster.forgetHistory();
        try (var service = start()) {
            await().until(() -> tombstones() == 0);
            assertThat(service.waiting()).isZero();
            assertThat(rows("true")).isZero();
        }
    }

    @Test
    void callsAChildUnobservedThatVanishedUnfinished() {
        world.create("TaskRun", "seen");
        world.create("TaskRun", "unseen");
        start().close();
        world.delete("unseen");
        cluster.forgetHistory();
        try (var service = start()) {
            world.delete("seen");
            healed(service);
            assertThat(jdbc.sql("select name || ' ' || status from task_run order by name")
                            .query(String.class)
                            .list())
                    .containsExactly("seen CANCELLED", "unseen UNOBSERVED");
        }
    }

    @Test
    void tellsTwoObjectsOfOneNameApartThatFollowEachOtherInAGap() {
        try (var service = start()) {
            Life first = world.create("PipelineRun", "nightly");
            healed(service);
            hideChanges();
            world.delete("nightly");
            Life second = world.create("PipelineRun", "nightly");
            cluster.forgetHistory();
            cluster.cutWatches();
            await().until(() -> gaps().contains("CHANGES_EXPIRED"));
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(rows("uid = '%s' and deleted_at is not null".formatted(first.uid())))
                    .isEqualTo(1);
            assertThat(rows("uid = '%s' and deleted_at is null".formatted(second.uid())))
                    .isEqualTo(1);
            assertThat(gaps()).contains("CHANGES_EXPIRED");
        }
    }

    @Test
    void takesNothingForGoneBecauseAListIsStale() {
        world.create("PipelineRun", "old");
        long stale = cluster.revision();
        try (var service = start()) {
            world.create("PipelineRun", "new");
            healed(service);
            hideChanges();
            world.update("old");
            AtomicInteger staleLists = new AtomicInteger();
            cluster.faults(new Fault() {
                @Override
                public long listRevision(ApiRequest request, long current) {
                    return request.resource().equals("pipelineruns") && staleLists.incrementAndGet() < 3
                            ? stale
                            : current;
                }

                /** The double itself can show no state from before what it has forgotten. */
                @Override
                public Optional<StatusError> refusal(ApiRequest request) {
                    return request.isWatch() && request.resource().equals("pipelineruns")
                            ? Optional.of(new StatusError(410, "Expired", "too old resource version"))
                            : Optional.empty();
                }
            });
            cluster.cutWatches();
            await().until(() -> staleLists.get() > 2);
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(rows("deleted_at is not null")).isZero();
            assertThat(gaps()).as("nothing was restored").doesNotContain("CLUSTER_RESTORED");
        }
    }

    @Test
    void beginsANewEpochWhenTheClusterWasRestored() {
        world.create("PipelineRun", "kept");
        world.create("PipelineRun", "lost");
        IntStream.range(0, 20).forEach(i -> world.update("kept"));
        Life finished = world.finish("kept");
        start().close();
        try (ApiServerDouble restored = ApiServerDouble.start()) {
            World then = new World(restored);
            then.create(finished.last());
            try (var service = MirroredService.start(history, restored)) {
                await().untilAsserted(() -> assertThat(rows("epoch = 2 and status = 'RUNNING' and name = 'kept'"))
                        .isEqualTo(1));
                await().untilAsserted(() -> assertThat(rows("name = 'lost' and status = 'INTERRUPTED'"))
                        .isEqualTo(1));
                await().untilAsserted(() -> assertThat(gaps()).contains("CLUSTER_RESTORED"));
                await().until(service::isReady);
            }
        }
        assertThat(jdbc.sql("select resource_version from superseded_document where epoch = 1")
                        .query(Long.class)
                        .list())
                .containsExactly(finished.version());
    }

    @Test
    void asksForConsistentListsAndPlainWatchesAlone() {
        List<ApiRequest> asked = new CopyOnWriteArrayList<>();
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                asked.add(request);
                return Optional.empty();
            }
        });
        start().close();
        assertThat(asked.stream().filter(ApiRequest::isList))
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(list -> assertThat(list.query())
                        .as("0 would allow a stale list")
                        .doesNotContainKey("resourceVersion")
                        .containsKey("limit"));
        assertThat(asked.stream().filter(ApiRequest::isWatch))
                .allSatisfy(watch -> assertThat(watch.query())
                        .doesNotContainKey("sendInitialEvents")
                        .containsEntry("allowWatchBookmarks", "true"));
    }

    @Test
    void takesNothingForGoneWhatItMayNoLongerList() {
        world.create("TaskRun", "one");
        try (var service = start()) {
            healed(service);
            refuse(403, request -> request.resource().equals("taskruns"));
            cluster.cutWatches();
            world.create("PipelineRun", "other");
            await().until(() -> gaps().contains("FORBIDDEN"));
            await().until(() -> !service.isReady());
            assertThat(service.health().getDetails().get("TaskRun")).asString().contains("403");
            assertThat(rows("name = 'other'")).as("the other kinds go on").isEqualTo(1);
            assertThat(jdbc.sql("select count(*) from task_run where deleted_at is not null")
                            .query(Integer.class)
                            .single())
                    .isZero();
            cluster.faults(Fault.NONE);
            healed(service);
            await().until(service::isReady);
            await().untilAsserted(() ->
                    assertThat(gaps()).as("nothing was missed after all").doesNotContain("FORBIDDEN"));
        }
    }

    @Test
    void waitsForADefinitionThatIsInstalledLater() {
        refuse(404, request -> request.resource().endsWith("runs"));
        world.create("PipelineRun", "one");
        try (var service = MirroredService.start(history, cluster)) {
            await().until(() -> service.health().getDetails().toString().contains("404"));
            assertThat(service.isReady()).isFalse();
            cluster.faults(Fault.NONE);
            healed(service);
        }
    }

    @Test
    void givesUpAWatchThatShowsNoSignOfLife() {
        try (TcpProxy way = TcpProxy.to(URI.create(cluster.url()).getPort());
                var service = MirroredService.start(history, "http://127.0.0.1:" + way.port(), Duration.ofSeconds(5))) {
            await().until(service::isReady);
            way.mode(TcpProxy.Mode.DEAF);
            world.create("PipelineRun", "unheard");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.health().toString().contains("nothing was sent"));
            way.cut();
            way.mode(TcpProxy.Mode.OPEN);
            healed(service);
            await().until(service::isReady);
        }
    }

    @Test
    void goesOnBehindALineThatWasCutOffOrMangled() {
        try (var service = start()) {
            AtomicInteger lines = new AtomicInteger();
            cluster.faults(new Fault() {
                @Override
                public List<String> lines(ApiRequest watch, String line) {
                    return switch (lines.incrementAndGet()) {
                        case 2 -> List.of(line.substring(0, line.length() / 2));
                        case 4 -> List.of(line.substring(0, line.length() / 2) + "\n");
                        case 6 -> throw new ConnectionCut();
                        default -> List.of(line);
                    };
                }
            });
            IntStream.range(0, 30).forEach(i -> world.create("PipelineRun", "run-" + i));
            cluster.cutWatches();
            healed(service);
        }
    }

    @Test
    void survivesAnApiServerThatForgetsAllTheTime() {
        try (var service = start()) {
            AtomicInteger refused = new AtomicInteger();
            refuse(
                    410,
                    request -> (request.isWatch()
                                    || !request.query()
                                            .getOrDefault("continue", "")
                                            .isEmpty())
                            && refused.incrementAndGet() < 20);
            IntStream.range(0, 5).forEach(i -> world.create("PipelineRun", "run-" + i));
            cluster.cutWatches();
            await().until(() -> refused.get() >= 20);
            healed(service);
            assertThat(service.total("mirror.relists")).isGreaterThan(3);
        }
    }

    private MirroredService start() {
        MirroredService service = MirroredService.start(history, cluster.url(), Duration.ofSeconds(5));
        await().until(service::isReady);
        return service;
    }

    private void healed(MirroredService service) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(new Invariants(jdbc).violations(world)).isEmpty());
        await().until(() -> service.waiting() == 0);
    }

    private int rows(String condition) {
        return jdbc.sql("select count(*) from pipeline_run where " + condition)
                .query(Integer.class)
                .single();
    }

    private int tombstones() {
        return jdbc.sql("select count(*) from tombstone").query(Integer.class).single();
    }

    private List<String> gaps() {
        return jdbc.sql("select reason from gap").query(String.class).list();
    }

    private void hideChanges() {
        cluster.faults(new Fault() {
            @Override
            public List<String> lines(ApiRequest watch, String line) {
                return hidden(line);
            }
        });
    }

    /** The last bookmark of a watch would give away that something was hidden. */
    private static List<String> hidden(String line) {
        return line.startsWith("{\"type\":\"ERROR\"") ? List.of(line) : List.of();
    }

    private void refuse(int code, Predicate<ApiRequest> requests) {
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return requests.test(request)
                        ? Optional.of(new StatusError(code, "Refused", "you may not"))
                        : Optional.empty();
            }
        });
    }
}
