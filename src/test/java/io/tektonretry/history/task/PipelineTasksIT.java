package io.tektonretry.history.task;

import static io.tektonretry.history.ClusterObject.pipelineRun;
import static io.tektonretry.history.ClusterObject.taskRun;
import static io.tektonretry.history.ClusterObject.uid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tektonretry.TestsFault;
import io.tektonretry.history.ClusterObject;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.MadeByRequests;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.coverage.RunCompleteness;
import io.tektonretry.history.document.RecordedLineage.RecordedObject;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.postgres.StatementLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@HistoryContext
class PipelineTasksIT {

    @Autowired
    RunRecorder recorder;

    @Autowired
    PipelineTasks tasks;

    @Autowired
    RecordedLineages lineages;

    @Autowired
    StatementLog statements;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 100})
    void costAConstantNumberOfStatements(int count) {
        List<Observation> observations = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> {
            observations.add(pipelineRun("run-" + i)
                    .naming("compile", "test")
                    .ended("False", "Failed")
                    .seen());
            observations.add(
                    taskRun("run-" + i, "compile").ended("True", "Succeeded").seen());
            observations.add(
                    taskRun("run-" + i, "test").ended("False", "Failed").seen());
            observations.add(pipelineRun("run-" + i + "-r1")
                    .createdAfter(9)
                    .retryOf("run-" + i, "run-" + i, 1)
                    .seen());
        });
        new MadeByRequests(jdbc).of(observations);
        recorder.record(observations, Instant.now());
        List<UUID> uids =
                IntStream.range(0, count).mapToObj(i -> uid("run-" + i)).toList();
        assertThat(statements.during(() -> assertThat(tasks.of(uids).values())
                        .hasSize(count)
                        .allSatisfy(of -> assertThat(of).hasSize(2).allMatch(task -> task.attemptCount() == 1))))
                .hasSize(4);
        assertThat(statements.during(() -> assertThat(lineages.load(uids).values())
                        .hasSize(count)
                        .allSatisfy(lineage -> assertThat(lineage.latest()).isNotEqualTo(lineage.base()))))
                .hasSize(1);
    }

    @Test
    void areWrittenOnlyWhenTheyAreOthers() {
        record(pipelineRun("a").running().seen());

        assertThat(tasksWritten(() -> record(
                        pipelineRun("a").version(2).ended("False", "Failed").seen())))
                .isFalse();
        assertThat(tasksWritten(() ->
                        record(pipelineRun("a").version(3).with(this::skipTest).seen())))
                .isTrue();
        assertThat(tasksWritten(() ->
                        record(pipelineRun("a").version(4).with(this::skipTest).seen())))
                .isFalse();
        assertThat(tasks.of(List.of(uid("a"))).get(uid("a")))
                .extracting(PipelineTask::name, PipelineTask::skipReason)
                .containsExactly(tuple("compile", null), tuple("test", "When Expressions evaluated to false"));
    }

    private void skipTest(ObjectNode run) {
        run.withObject("status")
                .putArray("skippedTasks")
                .addObject()
                .put("name", "test")
                .put("reason", "When Expressions evaluated to false");
    }

    private void record(Observation observation) {
        recorder.record(List.of(observation), Instant.EPOCH);
    }

    private boolean tasksWritten(Runnable work) {
        return statements.during(work::run).stream().anyMatch(sql -> sql.contains("insert into pipeline_task"));
    }

    @Test
    void countTheirAttemptsOverTheLineage() {
        List<Observation> observations = List.of(
                pipelineRun("a").naming("test").ended("False", "Failed").seen(),
                taskRun("a", "test")
                        .with(PipelineTasksIT::failedTwiceBefore)
                        .ended("False", "Failed")
                        .seen(),
                pipelineRun("a-r1")
                        .createdAfter(9)
                        .retryOf("a", "a", 1)
                        .running()
                        .seen(),
                taskRun("a-r1", "test").createdAfter(9).running().seen());
        new MadeByRequests(jdbc).of(observations);
        recorder.record(observations, Instant.now());
        assertThat(test("a").attempts())
                .extracting(TaskAttempt::number, TaskAttempt::numberInTaskRun, TaskAttempt::podName)
                .containsExactly(tuple(1, 1, "pod-1"), tuple(2, 2, "pod-2"), tuple(3, 3, null));
        assertThat(test("a-r1").attempts())
                .singleElement()
                .returns(4, TaskAttempt::number)
                .returns(1, TaskAttempt::numberInTaskRun)
                .returns(PipelineTaskStatus.RUNNING, TaskAttempt::status);
    }

    @Test
    @TestsFault(17)
    void areUnobservedWhenOnlyTheRunProvesTheirChild() {
        recorder.record(
                List.of(pipelineRun("a").naming("test").ended("False", "Failed").seen()), Instant.now());
        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.UNOBSERVED);
        recorder.record(List.of(taskRun("a", "test").ended("False", "Failed").seen()), Instant.now());
        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"from pipeline_run", "from pipeline_task", "from shown_child", "from task_attempt"})
    void areReadAtOneMoment(String statement) {
        record(pipelineRun("a").running().seen());
        List<PipelineTask> before = tasks.of(List.of(uid("a"))).get(uid("a"));

        statements.before(
                statement,
                () -> recorder.record(
                        List.of(
                                pipelineRun("a")
                                        .version(2)
                                        .naming("test")
                                        .running()
                                        .seen(),
                                taskRun("a", "test").running().seen()),
                        Instant.EPOCH));
        List<PipelineTask> meanwhile = tasks.of(List.of(uid("a"))).get(uid("a"));

        if (!statement.equals("from pipeline_run")) {
            assertThat(meanwhile).isEqualTo(before);
        }
        assertThat(meanwhile).noneMatch(task -> task.status() == PipelineTaskStatus.UNOBSERVED);
        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.RUNNING);
    }

    /** Somebody deletes a TaskRun, and Tekton makes it anew. */
    @Test
    void areThoseOfTheNewerOfTwoChildrenOfOneName() {
        recorder.record(
                List.of(
                        pipelineRun("a").naming("test").ended("False", "Failed").seen(),
                        taskRun("a", "test").running().deleted(),
                        again("a-test").ended("True", "Succeeded").seen()),
                Instant.now());

        assertThat(test("a")).returns(PipelineTaskStatus.SUCCEEDED, PipelineTask::status);
        assertThat(test("a").attempts())
                .extracting(TaskAttempt::number, TaskAttempt::numberInTaskRun, TaskAttempt::status)
                .containsExactly(tuple(1, 1, PipelineTaskStatus.CANCELLED), tuple(2, 1, PipelineTaskStatus.SUCCEEDED));
    }

    @Test
    void goOnCountingBehindTwoChildrenOfOneName() {
        List<Observation> observations = List.of(
                pipelineRun("a").naming("test").ended("False", "Failed").seen(),
                taskRun("a", "test").ended("True", "Succeeded").deleted(),
                again("a-test").ended("False", "Failed").seen(),
                pipelineRun("a-r1")
                        .createdAfter(9)
                        .retryOf("a", "a", 1)
                        .naming("test")
                        .running()
                        .seen(),
                taskRun("a-r1", "test").createdAfter(9).running().seen());
        new MadeByRequests(jdbc).of(observations);
        recorder.record(observations, Instant.now());

        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.FAILED);
        assertThat(test("a-r1").attempts()).singleElement().returns(3, TaskAttempt::number);
    }

    @Test
    void areUnobservedWhenNobodySawTheEndOfTheNewerOfTwoChildrenOfOneName() {
        recorder.record(
                List.of(
                        pipelineRun("a").naming("test").ended("False", "Failed").seen(),
                        taskRun("a", "test").ended("True", "Succeeded").deleted(),
                        again("a-test").running().seen()),
                Instant.now());
        recorder.record(List.of(new Observation.Vanished(Observation.CURRENT, uid("again"), 9)), Instant.now());

        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.UNOBSERVED);
        assertThat(lineages.load(List.of(uid("a"))).get(uid("a")).latest().children())
                .isEmpty();
        assertThat(new Gaps(jdbc).of(List.of(uid("a"))).get(uid("a")).unobservedChildren())
                .containsExactly(new RunCompleteness.UnobservedChild("a-test", "test"));
    }

    /** In the same second, which is all that the time of a creation tells. */
    private static ClusterObject again(String name) {
        return taskRun("a", "test")
                .version(7)
                .with(json -> json.withObject("metadata")
                        .put("name", name)
                        .put("uid", uid("again").toString()));
    }

    @Test
    @TestsFault(20)
    void areAtTheirEndWhenTheyAreDeletedWhileTheyRun() {
        recorder.record(
                List.of(
                        pipelineRun("a").naming("compile", "test").running().deleted(),
                        taskRun("a", "compile").ended("True", "Succeeded").deleted(),
                        taskRun("a", "test").running().deleted()),
                Instant.now());
        assertThat(test("a").status()).isEqualTo(PipelineTaskStatus.CANCELLED);
        assertThat(tasks.of(List.of(uid("a"))).get(uid("a")).get(0).status()).isEqualTo(PipelineTaskStatus.SUCCEEDED);
        assertThat(jdbc.sql("select status from pipeline_run")
                        .query(String.class)
                        .single())
                .isEqualTo("INTERRUPTED");
        assertThat(lineages.load(List.of(uid("a"))).get(uid("a")).latest().children())
                .hasSize(2)
                .noneMatch(RecordedObject::existsInCluster);
    }

    private static void failedTwiceBefore(ObjectNode taskRun) {
        ArrayNode archived = taskRun.withObject("status").putArray("retriesStatus");
        archived.addObject().put("podName", "pod-1");
        archived.addObject().put("podName", "pod-2");
    }

    private PipelineTask test(String run) {
        return tasks.of(List.of(uid(run))).get(uid(run)).stream()
                .filter(task -> task.name().equals("test"))
                .findFirst()
                .orElseThrow();
    }
}
