package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.TcpProxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LeadershipIT extends MirroredCluster {

    private static final String STATES = """
            select concat_ws(' ', uid, resource_version, status, reason) from pipeline_run
             union all
            select concat_ws(' ', uid, resource_version, status, reason) from task_run
             union all
            select concat_ws(' ', task_run_uid, number, status, reason) from task_attempt
             order by 1
            """;

    @Autowired
    RunRecorder recorder;

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    @Test
    void oneReplicaMirrorsAndAnotherTakesOverAtOnceWhenItIsStopped() {
        MirroredService first = startReplica();
        await().until(first::isLeading);
        try (var second = startReplica()) {
            await().until(second::isReady);
            assertThat(second.isLeading()).isFalse();
            cluster.play(added("one"));
            await().until(() -> names().equals(List.of("one")));
            assertThat(second.count("stored")).isZero();
            String holder = holder();
            first.close();
            assertThat(holder())
                    .as("the lock was given back, and its end is not waited for")
                    .isNotEqualTo(holder);
            cluster.play(added("two"));
            await().until(() -> names().equals(List.of("one", "two")));
            assertThat(second.isLeading()).isTrue();
        }
    }

    @Test
    void aLeaderThatCannotExtendItsLockRestsAndCatchesUpWhenItIsElectedAgain() {
        try (var service = startReplica()) {
            await().until(service::isLeading);
            await().until(service::isReady);
            database.mode(TcpProxy.Mode.STALLED);
            await().until(() -> !service.isLeading());
            await().until(() -> !service.context().getBean(Mirror.class).isRunning());
            cluster.play(added("meanwhile"));
            database.cut();
            database.mode(TcpProxy.Mode.OPEN);
            await().ignoreExceptions().until(() -> names().equals(List.of("meanwhile")));
            await().until(service::isLeading);
        }
    }

    @Test
    void aLeaderThatCannotReachTheClusterLetsAnotherOneMirrorIt() {
        try (var way = TcpProxy.to(URI.create(cluster.url()).getPort());
                var first = startReplica("http://127.0.0.1:" + way.port())) {
            await().until(first::isReady);
            try (var second = startReplica(cluster.url())) {
                await().until(second::isReady);
                assertThat(first.isLeading()).isTrue();
                way.mode(TcpProxy.Mode.CLOSED);
                way.cut();
                cluster.play(added("meanwhile"));
                await().until(() -> names().equals(List.of("meanwhile")));
                assertThat(second.count("stored")).isPositive();
            }
        }
    }

    @Test
    @TestsFault(24)
    void twoLeadersAtOnceWriteWhatOneWouldHaveWritten() {
        List<Recording> recordings = Recording.all().toList();
        recordings.forEach(recording -> recorder.record(recording.lastObservations(), Instant.now()));
        List<String> expected = jdbc.sql(STATES).query(String.class).list();
        clear();
        try (var one = MirroredService.start(history, cluster);
                var other = MirroredService.start(history, cluster)) {
            await().until(() -> one.isReady() && other.isReady());
            recordings.stream()
                    .flatMap(recording -> recording.events().stream())
                    .sorted(Comparator.comparingLong(LeadershipIT::version))
                    .forEach(cluster::play);
            await().untilAsserted(() ->
                    assertThat(jdbc.sql(STATES).query(String.class).list()).isEqualTo(expected));
            assertThat(one.count("stored")).isPositive();
            assertThat(other.count("stored")).isPositive();
            assertThat(one.count("refused") + other.count("refused")).isZero();
        }
    }

    @Test
    @TestsFault(34)
    void aLeaderThatIsStoppedAtFullLoadWritesWhatItHasSeenAndTheNextOneTheRest() {
        MirroredService first = startReplica();
        await().until(first::isLeading);
        try (var second = startReplica()) {
            CompletableFuture<Void> load = CompletableFuture.runAsync(
                    () -> IntStream.range(0, 2000).forEach(i -> cluster.play(added("run-" + i))));
            await().until(() -> first.count("stored") > 100);
            DirtyObjects dirty = first.context().getBean(DirtyObjects.class);
            Instant stopping = Instant.now();
            first.close();
            assertThat(Duration.between(stopping, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(dirty.size()).isZero();
            load.join();
            await().until(() -> names().size() == 2000);
            await().until(second::isLeading);
        }
    }

    private MirroredService startReplica() {
        return startReplica(cluster.url());
    }

    private MirroredService startReplica(String url) {
        return MirroredService.startReplica(history, url);
    }

    /** Empty when the lock is free. */
    private String holder() {
        return jdbc.sql(
                        "select coalesce(max(locked_by), '') from leader_lock where lock_until > timezone('utc', now())")
                .query(String.class)
                .single();
    }

    /** As long as a machine with more to do than it can may take. */
    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60));
    }

    private List<String> names() {
        return jdbc.sql("select name from pipeline_run order by name")
                .query(String.class)
                .list();
    }

    private static JsonNode added(String name) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "ADDED");
        event.putObject("object")
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.nameUUIDFromBytes(name.getBytes()).toString())
                .put("creationTimestamp", "2026-11-24T08:00:00Z");
        return event;
    }

    private static long version(JsonNode event) {
        return Long.parseLong(
                event.path("object").path("metadata").path("resourceVersion").asString());
    }
}
