package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.Account;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A cluster of its own for every test, in which the service may do what the chart grants, the history that is empty before it, and the way to the database, which is open again after it. */
@HistoryContext
abstract class MirroredCluster {

    @Autowired
    ApplicationContext history;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TcpProxy database;

    @Autowired
    DataSource pool;

    final ApiServerDouble cluster = ApiServerDouble.start();
    private final Account account =
            ChartAccounts.service(Map.of("replicas", "2", "tektonretry.finalizer.mode", "hold"));
    final World world = new World(cluster);
    private final Set<Thread> writersOfOthers = writers();

    @BeforeEach
    void clear() {
        cluster.account(account);
        new HistoryDump(jdbc).clear();
    }

    @AfterEach
    void heal() {
        database.mode(TcpProxy.Mode.OPEN);
        cluster.close();
        assertThat(cluster.refusals()).as("what the chart does not grant").isEmpty();
        await().atMost(Duration.ofSeconds(40)).until(() -> writersOfOthers.containsAll(writers()));
    }

    /** Who was in the middle of a batch when it crashed must not write into the next test. */
    private static Set<Thread> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mirror-writer"))
                .collect(Collectors.toSet());
    }

    /** Mirrors runs alone, and has read all that there is. */
    MirroredService start() {
        return ready(mirror(cluster.url()));
    }

    /** Mirrors runs alone from whatever answers there, as soon as it does. */
    MirroredService mirror(String url) {
        return MirroredService.start(history, url, Duration.ofSeconds(5));
    }

    static MirroredService ready(MirroredService service) {
        await().atMost(Duration.ofSeconds(30)).until(service::isReady);
        return service;
    }

    /** Waits until the history says what happened in the world, and nothing waits to be written. */
    void healed(MirroredService service) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(new Invariants(jdbc).violations(world)).isEmpty());
        await().until(() -> service.waiting() == 0);
    }

    /** How many PipelineRuns are recorded of which this SQL is true. */
    int pipelineRuns(String condition) {
        return count("pipeline_run where " + condition);
    }

    int count(String rows) {
        return jdbc.sql("select count(*) from " + rows).query(Integer.class).single();
    }

    List<String> gaps() {
        return jdbc.sql("select reason from gap").query(String.class).list();
    }
}
