package io.tektonretry.history;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.recording.SkipReasons;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTaskStatus;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.history.task.TaskAttempt;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@HistoryContext
class RecordedOutcomesIT {

    @Autowired
    RunRecorder recorder;

    @Autowired
    PipelineTasks tasks;

    @Autowired
    RunFailures failures;

    @Autowired
    JdbcClient jdbc;

    @TestFactory
    Stream<DynamicTest> areTheOutcomesThatTheRecordingExpects() {
        return Recording.all()
                .filter(recording -> !recording.outcomes().isEmpty())
                .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> {
                    record(recording);
                    Map<String, String> outcomes = new HashMap<>();
                    tasksOf(recording.uid("PipelineRun.json"))
                            .forEach(task -> outcomes.put(task.name(), outcome(task)));
                    assertThat(outcomes).isEqualTo(withTheFirstReasons(recording));
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "a-chain-stops-at-its-middle-task,        USER_CODE",
        "a-pipeline-does-not-exist,               CONFIGURATION",
        "a-task-definition-does-not-exist,        CONFIGURATION",
        "a-parameter-without-default-is-not-given, CONFIGURATION",
        "a-pending-run-is-cancelled-before-it-starts, CANCELLED",
        "a-run-reaches-the-pipeline-timeout,      TIMEOUT",
        "one-task-reaches-its-own-timeout,        TIMEOUT",
        "a-task-run-fails-before-it-has-a-pod,    CONFIGURATION",
        "a-run-succeeds,"
    })
    void haveAClassAlsoWithoutAnyAttempt(String name, @Nullable FailureClass expected) {
        Recording recording = Recording.all()
                .filter(recorded -> recorded.name().equals(name))
                .findFirst()
                .orElseThrow();
        record(recording);
        UUID run = recording.uid("PipelineRun.json");
        assertThat(failures.of(List.of(run)).get(run)).isEqualTo(expected);
    }

    @TestFactory
    Stream<DynamicTest> areReusedWhereTheRetryLeftThemOut() {
        return Recording.all()
                .filter(recording -> recording.has("retry/PipelineRun.json"))
                .map(recording -> DynamicTest.dynamicTest(recording.name(), () -> {
                    record(recording);
                    UUID root = recording.uid("PipelineRun.json");
                    Map<String, PipelineTask> found = tasksOf(recording.uid("retry/PipelineRun.json")).stream()
                            .collect(toMap(PipelineTask::name, task -> task));
                    JsonNode expected = recording.expected();
                    assertThat(names(expected.path("reused"))).allSatisfy(name -> {
                        assertThat(found.get(name).status()).isEqualTo(PipelineTaskStatus.REUSED);
                        assertThat(found.get(name).reusedFrom())
                                .returns(root, TaskAttempt::pipelineRunUid)
                                .returns(PipelineTaskStatus.SUCCEEDED, TaskAttempt::status);
                    });
                    assertThat(names(expected.path("rerun")))
                            .allSatisfy(name ->
                                    assertThat(found.get(name).status()).isNotEqualTo(PipelineTaskStatus.REUSED));
                    assertThat(names(expected.path("dropped")))
                            .allSatisfy(
                                    name -> assertThat(found.get(name).status()).isEqualTo(PipelineTaskStatus.SKIPPED));
                }));
    }

    /** The recordings expect what Tekton says in the end, which is no longer why a task was skipped when the run was stopped. */
    private static Map<String, String> withTheFirstReasons(Recording recording) {
        Map<String, String> outcomes = new HashMap<>(recording.outcomes());
        Map<String, String> first = new HashMap<>();
        recording.observationsOfTheFirstRun().stream()
                .map(Recording::object)
                .filter(run -> recording
                        .uid("PipelineRun.json")
                        .toString()
                        .equals(run.path("metadata").path("uid").asString()))
                .flatMap(run -> run.path("status").path("skippedTasks").valueStream())
                .filter(skipped ->
                        !SkipReasons.OF_A_STOP.contains(skipped.path("reason").asString()))
                .forEach(skipped -> first.putIfAbsent(
                        skipped.path("name").asString(),
                        "SKIPPED(" + skipped.path("reason").asString() + ")"));
        outcomes.replaceAll(
                (task, outcome) -> outcome.startsWith("SKIPPED(") ? first.getOrDefault(task, outcome) : outcome);
        return outcomes;
    }

    private void record(Recording recording) {
        new HistoryDump(jdbc).clear();
        List<Observation> stillThere = recording.observations().stream()
                .<Observation>map(observation -> new Observation.Seen(Recording.object(observation)))
                .toList();
        new MadeByRequests(jdbc).of(stillThere);
        recorder.record(stillThere, Instant.now());
    }

    private List<PipelineTask> tasksOf(UUID run) {
        return tasks.of(List.of(run)).get(run);
    }

    private static List<String> names(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    /** In the words of the recordings. */
    private static String outcome(PipelineTask task) {
        return switch (task.status()) {
            case PENDING, RUNNING -> task.attempts().isEmpty() ? "NEVER_STARTED" : "LIVE";
            case SKIPPED -> "SKIPPED(" + task.skipReason() + ")";
            default -> task.status().name();
        };
    }
}
