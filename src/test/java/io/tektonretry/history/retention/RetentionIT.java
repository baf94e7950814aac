package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.TestsFault;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.recording.Observation;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is pruned of runs that ended long ago. */
class RetentionIT extends PrunedHistory {

    @Autowired
    ClusterEpochs epochs;

    @Autowired
    Tombstones tombstones;

    @Test
    void takesEverythingOfARunAway() {
        record(failed("old").naming("test"), taskRun("old", "test").ended("False", "StepFailed"));
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(new HistoryDump(jdbc).rows())
                .allSatisfy((table, rows) -> assertThat(rows).hasSize(table.equals("tombstone") ? 2 : 0));
    }

    @Test
    void keepsWhatIsYoungOrRunsOrIsToBeKept() {
        record(pipelineRun("runs").running(), failed("kept").label("tektonretry.io/keep", ""), failed("young"));
        jdbc.sql("update pipeline_run set finished_at = :at where name = 'young'")
                .param("at", Timestamp.from(LATER.minusSeconds(9)))
                .update();
        assertThat(prune(AFTER_30_DAYS)).isZero();
        assertThat(names()).containsExactly("kept", "runs", "young");
    }

    @Test
    void goesByTheFirstRuleThatFits() {
        record(failed("audit").namespace("prod"), failed("nightly").label("kind", "nightly"), failed("other"));
        List<RetentionRule> rules = List.of(
                new RetentionRule(null, List.of("prod"), List.of(), Map.of()),
                new RetentionRule(
                        Duration.ofDays(1), List.of(), List.of(PipelineRunStatus.FAILED), Map.of("kind", "nightly")),
                rule(Duration.ofDays(365)));
        assertThat(prune(rules)).isEqualTo(1);
        assertThat(names()).containsExactly("audit", "other");
    }

    @Test
    @TestsFault(32)
    void keepsALineageAsLongAsAnyRunOfItIsKept() {
        record(
                failed("a"),
                failed("a-r1").retryOf("a", "a", 1).createdAfter(9),
                pipelineRun("a-r2").retryOf("a", "a-r1", 2).createdAfter(19).running());
        assertThat(prune(AFTER_30_DAYS)).isZero();
        record(failed("a-r2").retryOf("a", "a-r1", 2).createdAfter(19).version(2));
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(3);
        assertThat(names()).isEmpty();
    }

    @Test
    void keepsNothingForARunThatOnlySaysThatItRetriesIt() {
        record(failed("a"));
        recorder.record(
                List.of(pipelineRun("a-r1")
                        .retryOf("a", "a", 1)
                        .createdAfter(9)
                        .running()
                        .seen()),
                LATER);
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(names()).containsExactly("a-r1");
    }

    @Test
    @TestsFault(32)
    void doesNotBringARunBackThatTheClusterStillHas() {
        record(failed("old"), taskRun("old", "test").ended("False", "StepFailed"));
        prune(AFTER_30_DAYS);
        record(
                failed("old").version(7),
                taskRun("old", "test").ended("False", "StepFailed").version(8));
        assertThat(names()).isEmpty();
    }

    @Test
    @TestsFault(32)
    void doesNotBringARunBackHoweverOftenItIsSaidToBeGone() {
        record(failed("seen"), failed("unseen"), failed("before"));
        Observation seen = failed("seen").version(9).deleted();
        Observation before = failed("before").version(9).deleted();
        recorder.record(List.of(before), LATER);
        prune(AFTER_30_DAYS);
        recorder.record(List.of(seen, new Observation.Vanished(Observation.CURRENT, uid("unseen"), 9)), LATER);
        recorder.record(List.of(seen, failed("unseen").version(9).deleted(), before), LATER.plusSeconds(9));
        assertThat(names()).isEmpty();
        assertThat(tombstones()).hasSize(3);
        tombstones.forgetGone(LATER.plus(Duration.ofDays(1)), 1000);
        assertThat(tombstones()).hasSize(3);
        tombstones.forgetGone(LATER.plus(Duration.ofDays(1)).plusSeconds(1), 1000);
        assertThat(tombstones()).isEmpty();
    }

    @Test
    void doesNotBringARunBackThatARestoredClusterHasAgain() {
        record(failed("old"));
        prune(AFTER_30_DAYS);
        recorder.record(List.of(failed("old").version(9).deleted()), LATER);
        epochs.endOf(1);
        tombstones.forgetGone(LATER.plus(Duration.ofDays(2)), 1000);
        record(failed("old"));
        assertThat(names()).isEmpty();
    }

    @Test
    void keepsAllOfARunInsideAPrunedOneThatIsToBeKept() {
        ClusterObject inner =
                failed("outer-test").label("tektonretry.io/keep", "").ownedBy("outer");
        record(failed("outer").naming("test"), inner);
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(names()).containsExactly("outer-test");
        assertThat(jdbc.sql("select uid from document").query(UUID.class).list())
                .containsExactly(uid("outer-test"));
        assertThat(tombstones()).containsExactly(uid("outer"));
    }

    @Test
    void countsInADryRunAndTakesNothing() {
        record(failed("a"), failed("b"));
        assertThat(retention
                        .prune(AFTER_30_DAYS, LATER, beginning(), 1000, true)
                        .runs())
                .isEqualTo(2);
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void goesOnInChunksPastWhatStays() {
        record(
                failed("a").label("tektonretry.io/keep", "yes"),
                failed("b"),
                failed("c"),
                failed("c-r1").retryOf("c", "c", 1).label("tektonretry.io/keep", "yes"),
                failed("d"));
        assertThat(prune(AFTER_30_DAYS, 1)).isEqualTo(2);
        assertThat(names()).containsExactly("a", "c", "c-r1");
    }
}
