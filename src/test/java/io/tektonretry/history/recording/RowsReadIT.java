package io.tektonretry.history.recording;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.tekton.TektonKeys;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** PostgreSQL plans the statements of the recorder while there are few rows, and keeps the plans while they become many. */
@HistoryContext
class RowsReadIT {

    private static final String READ = """
            select relname, seq_tup_read + coalesce(idx_tup_fetch, 0)
              from pg_stat_xact_user_tables
             where seq_scan > 0 or idx_tup_fetch > 0
            """;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    DataSource connections;

    /** With new connections: those that other tests have used keep plans of their tables. */
    @BeforeEach
    void clear() throws SQLException {
        new HistoryDump(jdbc).clear();
        connections.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    }

    /** What PostgreSQL takes for typical when it plans the statements. */
    private enum Analysed {
        NOTHING,
        ONE_BATCH,
        RUNS_WITHOUT_LINKS_AND_FAILURES
    }

    /** A walk over any index would read at least 400 rows more; a plan may visit a row once more than another. */
    @ParameterizedTest
    @EnumSource
    void areAsManyForABatchHoweverManyThereAre(Analysed analysed) {
        switch (analysed) {
            case NOTHING -> {}
            case ONE_BATCH -> recordUpTo(1);
            case RUNS_WITHOUT_LINKS_AND_FAILURES ->
                record(i -> IntStream.range(0, 100)
                        .mapToObj(j -> "alone-" + i + "-" + j)
                        .flatMap(run -> Stream.of(
                                pipelineRun(run).running().version(2).seen(),
                                taskRun(run, "test")
                                        .ended("True", "Succeeded")
                                        .version(2)
                                        .seen())));
        }
        jdbc.sql("analyze").update();
        recordUpTo(10);
        Map<String, Long> ofFew = readFor(10);
        recordUpTo(50);

        Map<String, Long> ofMany = readFor(50);

        assertThat(ofMany).containsOnlyKeys(ofFew.keySet()).containsKeys("pipeline_run", "pipeline_task", "task_run");
        ofMany.forEach((table, rows) ->
                assertThat(rows).as("rows of " + table).isCloseTo(ofFew.get(table), Offset.offset(100L)));
    }

    private Map<String, Long> readFor(int batch) {
        return new TransactionTemplate(transactions).execute(status -> {
            Map<String, Long> before = read();
            record(batch);
            Map<String, Long> read = read();
            read.replaceAll((table, rows) -> rows - before.getOrDefault(table, 0L));
            read.values().removeIf(rows -> rows == 0);
            return read;
        });
    }

    private Map<String, Long> read() {
        Map<String, Long> read = new HashMap<>();
        jdbc.sql(READ).query(row -> {
            read.put(row.getString(1), row.getLong(2));
        });
        return read;
    }

    private void recordUpTo(int batches) {
        IntStream.range(0, batches).forEach(this::record);
    }

    private void record(int batch) {
        record(i -> first("run-%d-%d".formatted(batch, i)));
        record(i -> second("run-%d-%d".formatted(batch, i)));
    }

    private void record(IntFunction<Stream<Observation>> ofRun) {
        recorder.record(
                IntStream.range(0, 10).mapToObj(ofRun).flatMap(seen -> seen).toList(), Instant.now());
    }

    /** A run with two children, a retry of it and a rerun. */
    private static Stream<Observation> first(String run) {
        return Stream.of(
                pipelineRun(run).running().version(2).seen(),
                taskRun(run, "compile").running().version(2).seen(),
                taskRun(run, "test").running().version(2).seen(),
                pipelineRun(run + "-r1").retryOf(run, run, 1).version(2).seen(),
                rerun(run).version(2).seen());
    }

    /** An old state of the run that tells why a task was skipped, an end that was seen and one that was not, and a deletion. */
    private static Stream<Observation> second(String run) {
        return Stream.of(
                skipping(run).version(1).seen(),
                taskRun(run, "compile").ended("False", "Failed").version(3).deleted(),
                pipelineRun(run + "-r1").ended("True", "Succeeded").version(3).seen(),
                new Observation.Vanished(Observation.CURRENT, ClusterObject.uid(run + "-again"), 2));
    }

    private static ClusterObject rerun(String run) {
        return pipelineRun(run + "-again")
                .label(TektonKeys.DASHBOARD_RERUN_OF, run)
                .createdAfter(5);
    }

    private static ClusterObject skipping(String run) {
        return pipelineRun(run)
                .with(json -> json.withObject("status")
                        .putArray("skippedTasks")
                        .addObject()
                        .put("name", "test")
                        .put("reason", "When Expressions evaluated to false"));
    }
}
