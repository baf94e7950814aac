package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.postgres.SharedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What signals do to real processes, of which a test may end one. {@code -Dfaults.objects=100000} takes its time; the test with those
 * objects is the last one by name, since every leader after it would have to list them.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ReplicaProcessesIT {

    /** With {@link #TEXT} more than the heap of a replica could hold. */
    private static final int OBJECTS = Integer.getInteger("faults.objects", 4000);

    private static final String HEAP = "160m";

    private static final String TEXT = "x".repeat(45_000);

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final World world = new World(cluster);
    private final JdbcConnectionDetails database = SharedPostgres.database("replicas");
    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword()));
    private final List<ReplicaProcess> replicas = new ArrayList<>();

    @TempDir
    static Path folder;

    @BeforeAll
    void grant() {
        cluster.account(ChartAccounts.service(Map.of("replicas", "2", "tektonretry.access.mode", "none")));
    }

    @AfterAll
    void stop() {
        replicas.forEach(ReplicaProcess::close);
        cluster.close();
        assertThat(cluster.refusals()).as("what the chart does not grant").isEmpty();
    }

    @Test
    @TestsFault(33)
    void recordsFarMoreThanItsHeapCouldHold() {
        run(1);
        IntStream.range(0, OBJECTS).forEach(i -> world.create(big("big-" + i)));
        healed(Duration.ofMinutes(1).plusMillis(5L * OBJECTS));
        assertThat(replicas).allMatch(ReplicaProcess::isAlive);
    }

    @Test
    @TestsFault(1)
    void losesNothingWhenTheLeaderIsKilledWhileItWrites() {
        run(2);
        ReplicaProcess leader = leader();
        CompletableFuture<Void> load = load("killed");
        await().until(() -> recorded("killed") > 100);
        leader.signal("KILL");
        load.join();
        healed(Duration.ofSeconds(60));
    }

    @Test
    @Tag("faults")
    @TestsFault(24)
    void losesNothingToALeaderThatSleepsAndWakesUpBesideAnother() {
        run(2);
        ReplicaProcess sleeper = leader();
        CompletableFuture<Void> load = load("slept");
        await().until(() -> recorded("slept") > 100);
        sleeper.signal("STOP");
        ReplicaProcess other = replicas.stream()
                .filter(replica -> replica != sleeper)
                .findFirst()
                .orElseThrow();
        await().atMost(Duration.ofSeconds(60)).until(other::isLeading);
        load.join();
        IntStream.range(0, 500).forEach(i -> world.finish("slept-" + i));
        sleeper.signal("CONT");
        IntStream.range(500, 1000).forEach(i -> world.finish("slept-" + i));
        healed(Duration.ofSeconds(60));
        await().atMost(Duration.ofSeconds(60)).until(() -> !sleeper.isLeading());
        assertThat(other.isLeading()).isTrue();
    }

    @Test
    @Tag("faults")
    @TestsFault(34)
    void drainsWhenItIsTerminatedAtFullLoadAndLeavesTheRestToTheNext() throws InterruptedException {
        run(2);
        ReplicaProcess leader = leader();
        CompletableFuture<Void> load = load("terminated");
        await().until(() -> recorded("terminated") > 100);
        leader.signal("TERM");
        boolean wasReady = true;
        while (!leader.process().waitFor(20, TimeUnit.MILLISECONDS)) {
            boolean isReady = leader.isReady();
            assertThat(isReady && !wasReady).as("ready again").isFalse();
            wasReady = isReady;
        }
        assertThat(leader.process().exitValue()).as("ended by SIGTERM alone").isEqualTo(128 + 15);
        assertThat(leader.output()).doesNotContain("ERROR");
        load.join();
        healed(Duration.ofSeconds(60));
    }

    /** Starts what is missing of so many. */
    private void run(int number) {
        replicas.removeIf(replica -> !replica.isAlive());
        while (replicas.size() < number) {
            replicas.add(ReplicaProcess.start(cluster.url(), database, HEAP, folder));
        }
        replicas.forEach(ReplicaProcess::awaitReady);
    }

    private ReplicaProcess leader() {
        await().atMost(Duration.ofSeconds(60)).until(() -> replicas.stream().anyMatch(ReplicaProcess::isLeading));
        return replicas.stream().filter(ReplicaProcess::isLeading).findFirst().orElseThrow();
    }

    private CompletableFuture<Void> load(String name) {
        return CompletableFuture.runAsync(
                () -> IntStream.range(0, 1000).forEach(i -> world.create("PipelineRun", name + "-" + i)));
    }

    private int recorded(String name) {
        return jdbc.sql("select count(*) from pipeline_run where name like :name")
                .param("name", name + "-%")
                .query(Integer.class)
                .single();
    }

    private void healed(Duration patience) {
        await().atMost(patience)
                .untilAsserted(
                        () -> assertThat(new Invariants(jdbc).violations(world)).isEmpty());
    }

    private static ObjectNode big(String name) {
        ObjectNode run = JsonMapper.shared()
                .createObjectNode()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", "2026-11-24T08:00:00Z");
        run.putObject("spec").put("text", TEXT);
        return run;
    }
}
