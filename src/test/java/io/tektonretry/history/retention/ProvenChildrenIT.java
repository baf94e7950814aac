package io.tektonretry.history.retention;

import static io.tektonretry.history.ClusterEvidence.event;
import static io.tektonretry.history.ClusterEvidence.pod;
import static io.tektonretry.history.ClusterObject.START;
import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.RunFailures;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.document.RecordedLineage.RecordedObject;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.history.document.StoredRun;
import io.tektonretry.history.document.StoredRuns;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTaskStatus;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.history.task.TaskAttempt;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** What says that it belongs to a run counts when the run says so too, in whatever a run is looked at for. */
class ProvenChildrenIT extends PrunedHistory {

    /** Ways to write on an object that it belongs to the run {@code a}, whose task {@code test} has not been executed. */
    enum Forgery {
        OWNED_IN_ANOTHER_NAMESPACE(child -> child.namespace("evil")),
        LABELLED_IN_ANOTHER_NAMESPACE(child -> labelled(child).namespace("evil")),
        OWNED_BUT_NOT_NAMED(child -> named(child, "a-test-of-mine")),
        LABELLED_BUT_NOT_NAMED(child -> named(labelled(child), "a-test-of-mine")),
        OWNED_BY_ANOTHER_RUN(child -> labelled(child).ownedBy("b"));

        private final UnaryOperator<ClusterObject> forge;

        Forgery(UnaryOperator<ClusterObject> forge) {
            this.forge = forge;
        }

        ClusterObject taskRun() {
            return forge.apply(ClusterObject.taskRun("a", "test"))
                    .with(json ->
                            json.withObject("metadata").put("uid", uid("forged").toString()));
        }
    }

    @Autowired
    PipelineTasks tasks;

    @Autowired
    RecordedLineages lineages;

    @Autowired
    StoredRuns stored;

    @Autowired
    OrphanedTaskRuns loose;

    @Autowired
    PodOutcomes pods;

    @Autowired
    RunEvents events;

    @ParameterizedTest
    @EnumSource
    void aForgedChildIsNoTask(Forgery forgery) {
        record(run(), forgery.taskRun().ended("True", "Succeeded"));

        assertThat(test().status()).isEqualTo(PipelineTaskStatus.UNOBSERVED);
        assertThat(test().attempts()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aForgedChildIsNotPlannedFrom(Forgery forgery) {
        record(run(), forgery.taskRun().ended("True", "Succeeded"));

        assertThat(planned()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aForgedChildDoesNotStandInForTheOneThatNobodySaw(Forgery forgery) {
        record(run(), forgery.taskRun().ended("True", "Succeeded"));

        assertThat(new Gaps(jdbc).of(List.of(uid("a"))).get(uid("a")).unobservedChildren())
                .hasSize(1);
        assertThat(safeToPrune()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aForgedChildKeepsNoRunInTheCluster(Forgery forgery) {
        record(
                run(),
                taskRun("a", "test").ended("False", "Failed"),
                forgery.taskRun().running());

        assertThat(safeToPrune()).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    void aForgedChildDoesNotGoWithTheRunButWhenItsOwnTimeHasCome(Forgery forgery) {
        record(run(), taskRun("a", "test").ended("False", "Failed"));
        recorder.record(List.of(forgery.taskRun().ended("True", "Succeeded").deleted()), START);

        assertThat(prune(AFTER_30_DAYS)).isEqualTo(1);
        assertThat(children()).containsExactly(uid("forged"));
        assertThat(loose.prune(AFTER_30_DAYS, LATER, beginning(), 10, false).taskRuns())
                .isEqualTo(1);
        assertThat(children()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aForgedChildSaysNothingOfWhoseFailureItWas(Forgery forgery) {
        record(run(), forgery.taskRun().ended("False", "PodEvicted"));

        assertThat(new RunFailures(jdbc).of(List.of(uid("a")))).containsExactly(entry(uid("a"), FailureClass.UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aForgedChildElsewhereIsNotEvenLookedAtWithTheRun(boolean before) {
        ClusterObject forged = Forgery.OWNED_IN_ANOTHER_NAMESPACE.taskRun();
        record(before ? forged : run());
        record(before ? run() : forged);
        record(forged.version(2).ended("True", "Succeeded"));

        assertThat(jdbc.sql("select count(*) from task_run where pipeline_run_uid is not null")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** The name is free once a child is deleted, and whoever may create TaskRuns can write all the rest. */
    @Test
    void whatTakesTheNameOfAChildAfterTheEndOfTheRunIsNone() {
        record(run(), taskRun("a", "test").ended("False", "Failed"));
        record(taskRun("a", "test")
                .with(json ->
                        json.withObject("metadata").put("uid", uid("forged").toString()))
                .createdAfter(600)
                .ended("True", "Succeeded"));

        assertThat(test().status()).isEqualTo(PipelineTaskStatus.FAILED);
        assertThat(test().attempts()).hasSize(1);
        assertThat(lineages.load(List.of(uid("a"))).get(uid("a")).latest().children())
                .extracting(RecordedObject::uid)
                .containsExactly(uid("a-test"));
    }

    @Test
    void anyNumberAtTheEndOfTheNameOfAForgedChildIsText() {
        record(
                pipelineRun("a")
                        .with(json -> ((ObjectNode) json.at("/spec/pipelineSpec/tasks/1")).putObject("matrix"))
                        .naming("test", "test")
                        .running(),
                named(taskRun("a", "test"), "a-test-99999999999").running());

        assertThat(test().attempts()).extracting(TaskAttempt::matrixIndex).containsExactly(0);
    }

    @ParameterizedTest
    @EnumSource
    void noChangeTellsOfAForgedChild(Forgery forgery) {
        record(run());
        jdbc.sql("truncate change").update();

        record(forgery.taskRun().ended("True", "Succeeded"));

        assertThat(jdbc.sql("select kind from change").query(String.class).list())
                .isEmpty();
    }

    @Test
    void aForgedChildIsLooseAlsoWhileTheRunIsThatItNames() {
        recorder.record(
                List.of(
                        run().seen(),
                        Forgery.OWNED_IN_ANOTHER_NAMESPACE
                                .taskRun()
                                .ended("True", "Succeeded")
                                .deleted()),
                START);

        assertThat(loose.prune(AFTER_30_DAYS, LATER, beginning(), 10, false).taskRuns())
                .isEqualTo(1);
    }

    @Test
    void aRunIsAChildOfTheRunThatNamesItAlone() {
        record(
                run(),
                pipelineRun("a-test")
                        .label(TektonKeys.PIPELINE_TASK, "test")
                        .ownedBy("a")
                        .ended("False", "Failed"),
                pipelineRun("forged").ownedBy("a").running(),
                pipelineRun("far").namespace("evil").ownedBy("a").running());

        assertThat(parentOf("a-test")).isEqualTo(uid("a"));
        assertThat(parentOf("forged")).isNull();
        assertThat(parentOf("far")).isNull();
        assertThat(safeToPrune()).containsExactly("a");
    }

    @Test
    void aChildThatLostItsControllerCountsWhereTheRunNamesIt() {
        record(labelled(taskRun("a", "test")).ended("True", "Succeeded"), run());

        assertThat(test().status()).isEqualTo(PipelineTaskStatus.SUCCEEDED);
        assertThat(planned()).containsExactly("a-test");
    }

    @Test
    void aChildThatLostItsLabelCountsAsTheTaskThatTheRunNamesItFor() {
        record(taskRun("a", "test").label(TektonKeys.PIPELINE_TASK, "compile").ended("True", "Succeeded"), run());

        assertThat(test().status()).isEqualTo(PipelineTaskStatus.SUCCEEDED);
    }

    @Test
    void aChildThatTheRunHasNotNamedYetIsShownAndNotPlannedFrom() {
        record(pipelineRun("a").running(), taskRun("a", "test").running());

        assertThat(test().status()).isEqualTo(PipelineTaskStatus.RUNNING);
        assertThat(planned()).isEmpty();
        record(pipelineRun("a").version(2).naming("test").running());
        assertThat(planned()).containsExactly("a-test");
    }

    @Test
    void aTaskRunInQuarantineSpoilsTheRunThatNamesItAlone() {
        record(run(), pipelineRun("b").ended("False", "Failed"));
        quarantine(taskRun("b", "test").json());
        quarantine(Forgery.OWNED_IN_ANOTHER_NAMESPACE.taskRun().json());

        assertThat(isQuarantined("a")).isFalse();
        assertThat(isQuarantined("b")).isFalse();
        quarantine(taskRun("a", "test").json());
        assertThat(isQuarantined("a")).isTrue();
    }

    @Test
    void anEventBelongsToWhatHasItsNamespaceNameAndUid() {
        ClusterObject child = taskRun("a", "test").ended("False", "Failed");
        record(run(), child);
        record(pod(child.json(), "a-test-pod", 1, "{\"phase\": \"Failed\"}"));
        ObjectNode pod = pod(child.json(), "a-test-pod", 1, "{}");
        events.record(List.of(
                about(run().json(), "Told", "ci", "a"),
                about(child.json(), "ToldOfTheTaskRun", "ci", "a-test"),
                about(pod, "ToldOfThePod", "ci", "a-test-pod"),
                about(run().json(), "FarAway", "evil", "a"),
                about(child.json(), "FarAwayToo", "evil", "a-test"),
                about(pod, "AlsoFarAway", "evil", "a-test-pod"),
                about(child.json(), "OfAnotherName", "ci", "a-test-of-mine")));

        assertThat(events.of(List.of(uid("a"))).get(uid("a")))
                .extracting(RunEvent::reason)
                .containsExactlyInAnyOrder("Told", "ToldOfTheTaskRun", "ToldOfThePod");
    }

    @Test
    void aPodBelongsToTheTaskRunOfItsNamespaceThatItNamesByNameAndUid() {
        ClusterObject child = taskRun("a", "test")
                .with(json -> json.withObject("status").put("podName", "a-test-pod"))
                .ended("False", "Failed");
        record(run(), child);
        String evicted = "{\"phase\": \"Failed\", \"reason\": \"Evicted\"}";
        ObjectNode far = pod(child.json(), "a-test-pod", 1, evicted);
        far.withObject("metadata")
                .put("namespace", "evil")
                .put("uid", uid("far").toString());
        ObjectNode otherName = pod(child.json(), "a-test-pod", 1, evicted);
        otherName.withObject("metadata").put("uid", uid("other").toString());
        otherName.withObject("/metadata/ownerReferences/0").put("name", "a-test-of-mine");
        ObjectNode noController = pod(child.json(), "a-test-pod", 1, evicted);
        noController.withObject("/metadata/ownerReferences/0").remove("controller");

        record(far);
        record(otherName);

        assertThat(PodOutcome.of(noController, null)).isEmpty();
        assertThat(pods.of(List.of(uid("a-test")))).isEmpty();
        assertThat(test().attempts()).extracting(TaskAttempt::failureClass).doesNotContain(FailureClass.INFRASTRUCTURE);
        record(pod(child.json(), "a-test-pod", 1, evicted));
        assertThat(pods.of(List.of(uid("a-test")))).hasSize(1);
        assertThat(test().attempts())
                .extracting(TaskAttempt::failureClass)
                .containsExactly(FailureClass.INFRASTRUCTURE);
    }

    @Test
    void theFailureOfAChildThatWasMadeAgainIsNotThatOfTheRun() {
        ClusterObject again = taskRun("a", "test")
                .createdAfter(5)
                .with(json ->
                        json.withObject("metadata").put("uid", uid("again").toString()));

        record(run(), taskRun("a", "test").ended("False", "TaskRunTimeout"), again.ended("True", "Succeeded"));

        assertThat(new RunFailures(jdbc).of(List.of(uid("a")))).containsEntry(uid("a"), FailureClass.UNKNOWN);
    }

    /** A run that has ended, and names a child of its task {@code test}. */
    private static ClusterObject run() {
        return pipelineRun("a").naming("test").ended("False", "Failed");
    }

    private static ClusterObject labelled(ClusterObject child) {
        return child.with(json -> json.withObject("metadata").remove("ownerReferences"))
                .label(TektonKeys.PIPELINE_RUN_UID, uid("a").toString());
    }

    private static ClusterObject named(ClusterObject child, String name) {
        return child.with(json -> json.withObject("metadata").put("name", name));
    }

    private void record(ObjectNode pod) {
        pods.record(List.of(PodOutcome.of(pod, null).orElseThrow()));
    }

    private static RunEvent about(ObjectNode object, String reason, String namespace, String name) {
        ObjectNode event = event(object, reason, 1, 1);
        event.withObject("metadata").put("namespace", namespace);
        event.withObject("involvedObject").put("namespace", namespace).put("name", name);
        return RunEvent.of(event).orElseThrow();
    }

    private void quarantine(ObjectNode broken) {
        broken.withObject("status").put("startTime", "never");
        recorder.record(List.of(new Observation.Seen(broken)), START);
    }

    private boolean isQuarantined(String run) {
        return new Gaps(jdbc).of(List.of(uid(run))).get(uid(run)).quarantined();
    }

    private @Nullable UUID parentOf(String run) {
        return lineages.load(List.of(uid(run))).get(uid(run)).latest().parentUid();
    }

    private List<String> planned() {
        return lineages.load(List.of(uid("a"))).get(uid("a")).latest().children().stream()
                .map(child -> child.document().path("metadata").path("name").asString())
                .toList();
    }

    private PipelineTask test() {
        return tasks.of(List.of(uid("a"))).get(uid("a")).get(1);
    }

    private List<String> safeToPrune() {
        return stored.safeToPrune("ci", LATER, new UUID(0, 0), 10).stream()
                .map(StoredRun::name)
                .toList();
    }

    private List<UUID> children() {
        return jdbc.sql("select uid from task_run").query(UUID.class).list();
    }
}
