package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.coverage.ClusterEpochs;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.coverage.QuarantinedObjects;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.ObservedState;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.UnrecordedObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What is kept of an object that cannot be recorded, and for how long. */
class QuarantineIT extends PrunedHistory {

    private static final UUID SUCCESSOR = new UUID(7, 7);

    @Autowired
    Quarantine quarantine;

    @Autowired
    QuarantinedObjects quarantined;

    @Autowired
    ClusterEpochs epochs;

    @Autowired
    Gaps gaps;

    @Test
    void keepsAStateUntilThatVeryObjectCanBeRecorded() {
        record(failed("nightly"));
        quarantine(failed("nightly"));
        record(named(failed("nightly"), SUCCESSOR));
        assertThat(isQuarantined(uid("nightly"))).isTrue();
        assertThat(isQuarantined(SUCCESSOR)).isFalse();

        quarantine(named(failed("nightly"), SUCCESSOR));
        record(failed("nightly").version(2));
        assertThat(isQuarantined(uid("nightly"))).isFalse();
        assertThat(isQuarantined(SUCCESSOR)).isTrue();
    }

    @Test
    void takesNoStateOfWhichANewerOneIsRecorded() {
        record(failed("nightly").version(3));
        quarantine(failed("nightly").version(2));
        assertThat(quarantined.size()).isZero();
        quarantine(failed("nightly").version(4));
        assertThat(isQuarantined(uid("nightly"))).isTrue();
    }

    @Test
    void keepsTheNewestStateWhateverSomebodyTellsWhoHasNotComeAsFar() {
        record(failed("nightly").version(2));
        quarantine(failed("nightly").version(4));
        quarantine(failed("nightly").version(3));
        record(failed("nightly").version(3));
        assertThat(jdbc.sql("select resource_version from quarantined_object")
                        .query(String.class)
                        .list())
                .containsExactly("4");
        record(failed("nightly").version(4));
        assertThat(quarantined.size()).isZero();
    }

    @Test
    void keepsNothingOfARestoredClusterForTheSakeOfItsFormerVersions() {
        record(failed("nightly").version(2));
        quarantine(failed("nightly").version(900));
        recorder.record(
                List.of(new Observation.Seen(
                        epochs.endOf(epochs.current()),
                        ObservedState.of(failed("nightly").version(3).json()))),
                Instant.now());
        assertThat(quarantined.size()).isZero();
    }

    @Test
    void takesNothingOfAnEpochThatHasEnded() {
        int ended = epochs.current();
        epochs.endOf(ended);
        var odd = UnrecordedObject.of(failed("nightly").json(), new IllegalArgumentException("odd"));
        Recorded recorded = recorder.record(List.of(new Observation.Seen(ended, odd)), Instant.now());
        assertThat(recorded.outcomes()).containsEntry(uid("nightly"), Recorded.Outcome.STALE);
        assertThat(quarantined.size()).isZero();
    }

    @Test
    void keepsAStateWithoutAUidUntilAnObjectOfItsNameCanBeRecorded() {
        quarantine(failed("nightly").with(json -> json.withObject("metadata").remove("uid")));
        record(failed("daily"));
        assertThat(quarantined.size()).isEqualTo(1);
        record(failed("nightly"));
        assertThat(quarantined.size()).isZero();
    }

    @Test
    void tellsTheChildrenOfTwoRunsOfOneNameApart() {
        record(withChild(failed("nightly")), named(withChild(failed("nightly")), SUCCESSOR));
        quarantine(taskRun("nightly", "test"));
        assertThat(isQuarantined(uid("nightly"))).isTrue();
        assertThat(isQuarantined(SUCCESSOR)).isFalse();
    }

    @Test
    void forgetsTheStatesOfAPrunedRunAndOfItsChildren() {
        record(failed("old"), taskRun("old", "test").ended("False", "StepFailed"));
        quarantine(failed("old"));
        quarantine(taskRun("old", "test"));
        quarantine(taskRun("old", "never-recorded"));
        quarantine(failed("other"));
        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(jdbc.sql("select name from quarantined_object")
                        .query(String.class)
                        .list())
                .containsExactly("other");
    }

    private void quarantine(ClusterObject object) {
        quarantine.add(UnrecordedObject.of(object.json(), new IllegalArgumentException("odd")));
    }

    private boolean isQuarantined(UUID run) {
        return gaps.of(List.of(run)).get(run).quarantined();
    }

    private static ClusterObject named(ClusterObject object, UUID uid) {
        return object.with(json -> json.withObject("metadata").put("uid", uid.toString()));
    }

    private static ClusterObject withChild(ClusterObject run) {
        return run.with(json -> json.withObject("status")
                .putArray("childReferences")
                .addObject()
                .put("kind", "TaskRun")
                .put("name", "nightly-test")
                .put("pipelineTaskName", "test"));
    }
}
