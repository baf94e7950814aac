package io.tektonretry.history.recording;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a list has shown to be gone, and whose past is told only then. */
@HistoryContext
class GoneObjectsIT {

    @Autowired
    RunRecorder recorder;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
        record(pipelineRun("run").running().version(1).seen());
        record(taskRun("run", "test").running().version(2).seen());
    }

    @Test
    void doNotComeBackWithTheirPast() {
        assertThat(record(vanished("run"), vanished("run-test")).resolvedGhosts())
                .isEqualTo(2);
        assertThat(states()).containsExactly("run INTERRUPTED gone", "run-test UNOBSERVED gone UNOBSERVED");
        Recorded past = record(
                pipelineRun("run").running().version(10).seen(),
                taskRun("run", "test").running().version(11).seen());
        assertThat(past.outcomes()).containsOnlyKeys(uid("run"), uid("run-test"));
        assertThat(past.outcomes().values()).containsOnly(Recorded.Outcome.STORED);
        assertThat(past.resolvedGhosts()).as("they were found before").isZero();
        assertThat(states()).containsExactly("run INTERRUPTED gone", "run-test UNOBSERVED gone UNOBSERVED");
    }

    @Test
    void areRecordedAsTheyWereSeenLast() {
        record(vanished("run"), vanished("run-test"));
        record(pipelineRun("run").ended("True", "Succeeded").version(10).seen());
        record(pipelineRun("run").ended("True", "Succeeded").version(12).deleted());
        record(taskRun("run", "test").running().version(13).deleted());
        assertThat(states()).containsExactly("run SUCCEEDED gone", "run-test CANCELLED gone CANCELLED");
    }

    @Test
    void liveWhereANewerStateOfThemIsSeenThanTheListWas() {
        record(vanished("run"), vanished("run-test"));
        record(
                pipelineRun("run").running().version(21).seen(),
                taskRun("run", "test").running().version(22).seen());
        assertThat(states()).containsExactly("run RUNNING lives", "run-test RUNNING lives RUNNING");
    }

    @Test
    void liveAgainInARestoredCluster() {
        record(vanished("run"));
        jdbc.sql("insert into cluster_epoch (epoch, began_at) values (2, now())")
                .update();
        record(pipelineRun("run").running().version(1).seen());
        assertThat(states()).startsWith("run RUNNING lives");
    }

    private static Observation vanished(String name) {
        return new Observation.Vanished(Observation.CURRENT, uid(name), 20);
    }

    private Recorded record(Observation... observations) {
        return recorder.record(List.of(observations), Instant.now());
    }

    private List<String> states() {
        return jdbc.sql("""
                        select name || ' ' || status || case when deleted_at is null then ' lives' else ' gone' end
                          from pipeline_run
                         union all
                        select t.name || ' ' || t.status || case when deleted_at is null then ' lives' else ' gone' end
                               || ' ' || a.status
                          from task_run t join task_attempt a on a.task_run_uid = t.uid
                         order by 1
                        """).query(String.class).list();
    }
}
