package io.tektonretry.history.recording;

import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.LabelKeys;
import io.tektonretry.history.ObservedObject;
import io.tektonretry.history.database.RowArrays;
import io.tektonretry.history.document.Deflated;
import io.tektonretry.history.task.AttemptTexts;
import io.tektonretry.history.task.StepState;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ObservedRowsTest {

    @Test
    void belongToTheRunOfTheLabelWhenTheOwnerIsGone() {
        ClusterObject orphan = taskRun("a", "test")
                .with(json -> json.withObject("metadata").remove("ownerReferences"))
                .label(TektonKeys.PIPELINE_RUN_UID, uid("a").toString());
        assertThat(rows(orphan).taskRun()).returns(uid("a"), TaskRunRow::pipelineRunUid);
        assertThat(rows(orphan.label(TektonKeys.PIPELINE_RUN_UID, "anything")).taskRun())
                .returns(null, TaskRunRow::pipelineRunUid);
    }

    @Test
    void ofAPipelineRunInAPipelineRunAreARunAndAChild() {
        ClusterObject child = pipelineRun("a-inner").ownedBy("a");
        assertThat(rows(child).pipelineRun()).returns(uid("a"), PipelineRunRow::parentUid);
        assertThat(rows(child).taskRun()).returns("PipelineRun", TaskRunRow::kind);
        assertThat(rows(pipelineRun("a")).taskRun()).isNull();
    }

    @Test
    void haveTheStepsAsTheyStand() {
        ObjectNode json = taskRun("a", "test").json();
        json.set("status", JsonMapper.shared().readTree("""
                {"steps": [
                  {"name": "build", "terminated": {"exitCode": 137, "reason": "OOMKilled",
                    "startedAt": "2026-11-24T08:00:00Z", "finishedAt": "2026-11-24T08:00:01Z"}},
                  {"name": "push", "running": {"startedAt": "2026-11-24T08:00:00Z"}},
                  {"name": "sign", "waiting": {"reason": "ImagePullBackOff"}}]}
                """));
        assertThat(AttemptTexts.steps(
                        rows(new ClusterObject(json)).attempts().get(0).steps()))
                .containsExactly(
                        new StepState("build", 137, "OOMKilled", START, START.plusSeconds(1)),
                        new StepState("push", null, null, START, null),
                        new StepState("sign", null, "ImagePullBackOff", null, null));
    }

    /** Kubernetes bounds them by the size of the object alone. */
    @Test
    void haveLabelsAndMessagesThatAPageOfThemCanBeReadWith() {
        ClusterObject run = pipelineRun("a").label(TektonKeys.KEEP, "").ended("False", "Failed");
        for (int i = 0; i < 10_000; i++) {
            run.label("a.example/label-" + i, "x".repeat(63));
        }
        ((ObjectNode) run.json().at("/status/conditions/0")).put("message", "y".repeat(1_000_000));

        ObservedRows rows = rows(run);

        assertThat(rows.pipelineRun().labels()).hasSizeBetween(300, 500).containsKey(LabelKeys.stored(TektonKeys.KEEP));
        assertThat(rows.pipelineRun().message()).hasSize(8192).endsWith("y…");
        assertThat(rows(taskRun("a", "test")
                                .ended("False", "Failed")
                                .with(json -> ((ObjectNode) json.at("/status/conditions/0"))
                                        .put("message", "y".repeat(1_000_000))))
                        .attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.message()).hasSize(8192));
        assertThat(Deflated.read(Deflated.inflated(rows.uid(), rows.body(), rows.jsonBytes()))
                        .at("/metadata/labels"))
                .hasSize(10_001);
    }

    @Test
    void markANulForTheTablesAndTheDocumentKeepsIt() {
        ObjectNode json = pipelineRun("a").label("note", "a\u0000b \\u0000").json();
        PipelineRunRow row = rows(new ClusterObject(json)).pipelineRun();
        assertThat((String[]) RowArrays.of(PipelineRunRow.class)
                        .parameters(List.of(row))
                        .get("labels"))
                .singleElement()
                .asString()
                .contains("a\uFFFDb \\\\u0000");
        assertThat(documentOf(json)).isEqualTo(json);
        json.put("lone", "\uD83D");
        assertThat(documentOf(json)).isEqualTo(json);
    }

    @Test
    void leaveTheManagedFieldsOutAndTheCallersTreeAlone() {
        ObjectNode json = pipelineRun("a").json();
        json.withObject("metadata").putArray("managedFields").addObject().put("manager", "tekton");
        ObjectNode before = json.deepCopy();
        assertThat(ObservedObject.of(json).document())
                .isEqualTo(pipelineRun("a").json());
        assertThat(json).isEqualTo(before);
    }

    @Test
    void cannotBeReadFromWhatIsNoObject() {
        ObjectNode json = pipelineRun("a").json();
        json.withObject("metadata").remove("uid");
        assertThatThrownBy(() -> ObservedObject.of(json)).isInstanceOf(RuntimeException.class);
    }

    private static ObservedRows rows(ClusterObject object) {
        return ObservedRows.of(object.json());
    }

    private static ObjectNode documentOf(ObjectNode json) {
        byte[] ascii = Deflated.ascii(json);
        return Deflated.read(Deflated.inflated(uid("a"), Deflated.bytes(ascii), ascii.length));
    }
}
