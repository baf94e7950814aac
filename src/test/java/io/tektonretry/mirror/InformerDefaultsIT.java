package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.postgres.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an informer of the client library does by default, and the mirror beside it does not, before the same API server. */
@Tag("faults")
class InformerDefaultsIT extends MirroredCluster {

    @Test
    void stopsForGoodAfterARefusedList() {
        world.create("PipelineRun", "one");
        cluster.faults(Fault.refusing(403, "Forbidden", "not yet", request -> true));
        try (var plain = PlainInformer.start(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(plain::hasStopped);
            await().until(() -> service.health().toString().contains("403"));
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(plain.held()).isEmpty();
        }
    }

    @Test
    void beginsWithAListThatMayBeStale() {
        world.create("PipelineRun", "old");
        long stale = cluster.revision();
        world.create("PipelineRun", "new");
        cluster.faults(new Fault() {
            @Override
            public long listRevision(ApiRequest request, long current) {
                return request.query().getOrDefault("resourceVersion", "").equals("0") ? stale : current;
            }

            @Override
            public List<String> lines(ApiRequest watch, String line) {
                return List.of();
            }
        });
        try (var plain = PlainInformer.start(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(plain::hasSynced);
            healed(service);
            assertThat(plain.held()).as("it says that this is all").containsExactly("old");
        }
    }

    @Test
    void takesASecondObjectOfTheSameNameForAnUpdateOfTheFirst() {
        world.create("PipelineRun", "nightly");
        try (var plain = PlainInformer.start(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(() -> plain.told().contains("+nightly"));
            healed(service);
            cluster.faults(Fault.HIDING_CHANGES);
            world.delete("nightly");
            world.create("PipelineRun", "nightly");
            cluster.forgetHistory();
            cluster.cutWatches();
            await().until(() -> plain.told().size() > 1);
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(plain.told()).containsExactly("+nightly", "~nightly");
            assertThat(jdbc.sql("select count(*) from pipeline_run where deleted_at is not null")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
        }
    }

    @Test
    void losesAnEventThatItsHandlerCouldNotTake() {
        AtomicInteger handled = new AtomicInteger();
        try (var plain = PlainInformer.start(cluster.url(), name -> {
                    handled.incrementAndGet();
                    jdbc.sql("insert into pipeline_run_away values (1)").update();
                });
                var service = mirror(cluster.url())) {
            await().until(() -> plain.hasSynced() && service.isReady());
            jdbc.sql("alter table pipeline_run rename to pipeline_run_gone").update();
            world.create("PipelineRun", "one");
            await().until(() -> handled.get() == 1 && service.waiting() == 1);
            jdbc.sql("alter table pipeline_run_gone rename to pipeline_run").update();
            healed(service);
            assertThat(plain.held()).containsExactly("one");
            assertThat(handled)
                    .as("the library has called it once and will not again")
                    .hasValue(1);
            assertThat(plain.told()).isEmpty();
        }
    }

    @Test
    void queuesWithoutBoundWhatItsHandlerIsTooSlowFor() {
        CountDownLatch blocked = new CountDownLatch(1);
        try (var plain = PlainInformer.start(cluster.url(), name -> hold(blocked))) {
            await().until(plain::hasSynced);
            IntStream.range(0, 500).forEach(i -> world.create("PipelineRun", "run-" + i));
            await().until(() -> plain.held().size() == 500);
            assertThat(plain.told()).isEmpty();
            blocked.countDown();
            await().until(() -> plain.told().size() == 500);
        }
    }

    @Test
    void saysThatItWatchesWhenNothingComesAnyMore() {
        try (TcpProxy way = TcpProxy.to(URI.create(cluster.url()).getPort());
                var plain = PlainInformer.start("http://127.0.0.1:" + way.port());
                var service = mirror("http://127.0.0.1:" + way.port())) {
            await().until(() -> plain.isWatching() && service.isReady());
            way.mode(TcpProxy.Mode.DEAF);
            world.create("PipelineRun", "unheard");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> service.health().toString().contains("nothing was received"));
            assertThat(plain.isWatching()).isTrue();
            way.cut();
            way.mode(TcpProxy.Mode.OPEN);
            healed(service);
        }
    }

    @Test
    void takesTheFirstBookmarkOfAStreamedListForItsEnd() {
        world.create("PipelineRun", "one");
        cluster.faults(new Fault() {
            @Override
            public List<String> lines(ApiRequest watch, String line) {
                return watch.query().containsKey("sendInitialEvents")
                        ? List.of(
                                "{\"type\":\"BOOKMARK\",\"object\":{\"apiVersion\":\"tekton.dev/v1\",\"kind\":\"PipelineRun\","
                                        + "\"metadata\":{\"resourceVersion\":\"1\"}}}\n")
                        : List.of(line);
            }
        });
        try (var plain = PlainInformer.streaming(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(plain::hasSynced);
            healed(service);
            assertThat(plain.held()).as("it says that this is all").isEmpty();
        }
    }

    @Test
    void isNeverToldAfterARestartOfWhatWentMeanwhile() {
        world.create("PipelineRun", "gone");
        try (var plain = PlainInformer.start(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(() -> plain.told().contains("+gone"));
            healed(service);
        }
        world.delete("gone");
        world.create("PipelineRun", "here");
        try (var plain = PlainInformer.start(cluster.url());
                var service = mirror(cluster.url())) {
            await().until(() -> plain.told().contains("+here"));
            healed(service);
            assertThat(plain.told()).containsExactly("+here");
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
