package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A history that is empty before a test, and is pruned a hundred days after its runs. */
@HistoryContext
abstract class PrunedHistory {

    static final Instant LATER = START.plus(Duration.ofDays(100));
    static final List<RetentionRule> AFTER_30_DAYS = List.of(rule(Duration.ofDays(30)));

    @Autowired
    Retention retention;

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
        jdbc.sql("truncate retry_definition, retry_request").update();
    }

    void record(ClusterObject... objects) {
        List<Observation> observations =
                Arrays.stream(objects).map(ClusterObject::seen).toList();
        new MadeByRequests(jdbc).of(observations);
        recorder.record(observations, START);
    }

    List<UUID> tombstones() {
        return jdbc.sql("select uid from tombstone").query(UUID.class).list();
    }

    List<String> names() {
        return jdbc.sql("select name from pipeline_run order by name")
                .query(String.class)
                .list();
    }

    int prune(List<RetentionRule> rules) {
        return prune(rules, 1000);
    }

    int prune(List<RetentionRule> rules, int chunk) {
        int runs = 0;
        @Nullable ListPosition from = beginning();
        while (from != null) {
            Retention.Chunk pruned = retention.prune(rules, LATER, from, chunk, false);
            runs += pruned.runs();
            from = pruned.next();
        }
        return runs;
    }

    static ListPosition beginning() {
        return ListPosition.BEGINNING;
    }

    static ClusterObject failed(String name) {
        return pipelineRun(name).ended("False", "Failed");
    }

    static RetentionRule rule(Duration keepFor) {
        return new RetentionRule(keepFor, List.of(), List.of(), Map.of());
    }
}
