package io.tektonretry.history;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;

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
                failed("outer"),
                failed("inner")
                        .with(json -> json.withObject("metadata")
                                .putArray("ownerReferences")
                                .addObject()
                                .put("kind", "PipelineRun")
                                .put("uid", uid("outer").toString())));
    }

    @Test
    void areThoseOfWhichEverythingEndedAlsoInTheRunsInsideThem() {
        record(taskRun("inner", "test").running());
        assertThat(safe()).isEmpty();
        record(taskRun("inner", "test").ended("True", "Succeeded").version(2));
        assertThat(safe()).containsExactly("outer");
    }

    @Test
    void areNotThoseWithAChildThatNobodySawToItsEnd() {
        record(taskRun("outer", "test").running());
        recorder.record(List.of(new Observation.Vanished(Observation.CURRENT, uid("outer-test"), 9)), START);
        assertThat(safe()).isEmpty();
    }

    private List<String> safe() {
        return stored.safeToPrune("ci", LATER, new UUID(0, 0), 10).stream()
                .map(StoredRun::name)
                .toList();
    }
}
