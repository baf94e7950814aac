package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.document.StoredRun;
import io.tektonretry.history.document.StoredRuns;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Which runs the cluster may lose. */
class StoredRunsIT extends PrunedHistory {

    @Autowired
    StoredRuns stored;

    @BeforeEach
    void recordARunInsideAnother() {
        record(
                failed("outer").naming("test", "compile"),
                taskRun("outer", "compile").ended("True", "Succeeded"),
                failed("outer-test")
                        .label(TektonKeys.PIPELINE_TASK, "test")
                        .ownedBy("outer")
                        .naming("test"));
    }

    @Test
    void areThoseOfWhichEverythingEndedAlsoInTheRunsInsideThem() {
        record(taskRun("outer-test", "test").running());
        assertThat(safe()).isEmpty();
        record(taskRun("outer-test", "test").ended("True", "Succeeded").version(2));
        assertThat(safe()).containsExactly("outer");
    }

    @Test
    void areNotThoseWithAChildThatNobodySawToItsEnd() {
        record(taskRun("outer-test", "test").running());
        recorder.record(List.of(new Observation.Vanished(Observation.CURRENT, uid("outer-test-test"), 9)), START);
        assertThat(safe()).isEmpty();
    }

    private List<String> safe() {
        return stored.safeToPrune("ci", LATER, new UUID(0, 0), 10).stream()
                .map(StoredRun::name)
                .toList();
    }
}
