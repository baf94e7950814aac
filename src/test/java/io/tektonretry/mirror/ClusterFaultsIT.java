package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.mirror.World.Life;
import io.tektonretry.postgres.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens between the mirror and the API server. */
class ClusterFaultsIT extends MirroredCluster {

    @Test
    @TestsFault(13)
    void takesNothingForGoneBecauseAListIsStale() {
        world.create("PipelineRun", "old");
        long stale = cluster.revision();
        try (var service = start()) {
            world.create("PipelineRun", "new");
            healed(service);
            cluster.faults(Fault.HIDING_CHANGES);
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
            assertThat(pipelineRuns("deleted_at is not null")).isZero();
            assertThat(gaps()).as("nothing was restored").doesNotContain("CLUSTER_RESTORED");
        }
    }

    @Test
    @TestsFault(23)
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
                await().untilAsserted(
                                () -> assertThat(pipelineRuns("epoch = 2 and status = 'RUNNING' and name = 'kept'"))
                                        .isEqualTo(1));
                await().untilAsserted(() -> assertThat(pipelineRuns("name = 'lost' and status = 'INTERRUPTED'"))
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
    @TestsFault(10)
    void givesUpAWatchThatShowsNoSignOfLife() {
        try (TcpProxy way = TcpProxy.to(URI.create(cluster.url()).getPort());
                var service = mirror("http://127.0.0.1:" + way.port())) {
            await().until(service::isReady);
            way.mode(TcpProxy.Mode.DEAF);
            world.create("PipelineRun", "unheard");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.health().toString().contains("nothing was received"));
            way.cut();
            way.mode(TcpProxy.Mode.OPEN);
            healed(service);
            await().until(service::isReady);
        }
    }

    @Test
    @TestsFault(10)
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
                        case 8 -> List.of("{\"status\": \"ok\"}\n");
                        default -> List.of(line);
                    };
                }
            });
            IntStream.range(0, 30).forEach(i -> world.create("PipelineRun", "run-" + i));
            cluster.cutWatches();
            healed(service);
            assertThat(lines).hasValueGreaterThan(8);
            assertThat(count("quarantined_object")).isZero();
        }
    }

    @Test
    @TestsFault(11)
    void survivesAnApiServerThatForgetsAllTheTime() {
        try (var service = start()) {
            AtomicInteger refused = new AtomicInteger();
            cluster.faults(Fault.refusing(
                    410,
                    "Expired",
                    "too old resource version",
                    request -> (request.isWatch()
                                    || !request.query()
                                            .getOrDefault("continue", "")
                                            .isEmpty())
                            && refused.incrementAndGet() < 20));
            IntStream.range(0, 5).forEach(i -> world.create("PipelineRun", "run-" + i));
            cluster.cutWatches();
            await().until(() -> refused.get() >= 20);
            healed(service);
            assertThat(service.total("mirror.relists")).isGreaterThan(3);
        }
    }
}
