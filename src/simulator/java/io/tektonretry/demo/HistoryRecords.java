package io.tektonretry.demo;

import io.tektonretry.demo.WrittenRun.FailedStep;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Records written runs as the mirror records what it sees. */
final class HistoryRecords {

    private static final int RUNS_TOGETHER = 30;

    private static final String LOG = """
            insert into failure_log (task_run_uid, number, step, pod_uid, tail, missing)
            values (:taskRun, :number, :step, :pod, :tail, :missing)
            """;

    private final RunRecorder recorder;
    private final PodOutcomes pods;
    private final RunEvents events;
    private final JdbcClient jdbc;

    HistoryRecords(RunRecorder recorder, PodOutcomes pods, RunEvents events, JdbcClient jdbc) {
        this.recorder = recorder;
        this.pods = pods;
        this.events = events;
        this.jdbc = jdbc;
    }

    /** Records runs that are in the cluster, and those that were pruned on the day after their end. */
    void add(List<WrittenRun> kept, List<WrittenRun> pruned) {
        addAll(kept, null);
        Map<Instant, List<WrittenRun>> byDay = new TreeMap<>();
        for (WrittenRun run : pruned) {
            byDay.computeIfAbsent(run.end().truncatedTo(ChronoUnit.DAYS), day -> new ArrayList<>())
                    .add(run);
        }
        byDay.forEach((day, runs) -> addAll(runs, earlier(day.plus(1, ChronoUnit.DAYS), Instant.now())));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private void addAll(List<WrittenRun> runs, @Nullable Instant deletedAt) {
        for (int from = 0; from < runs.size(); from += RUNS_TOGETHER) {
            addTogether(runs.subList(from, Math.min(runs.size(), from + RUNS_TOGETHER)), deletedAt);
        }
    }

    private void addTogether(List<WrittenRun> runs, @Nullable Instant deletedAt) {
        List<Observation> observations = runs.stream()
                .flatMap(run -> Stream.concat(Stream.of(run.run()), run.children().stream()))
                .<Observation>map(
                        object -> deletedAt == null ? new Observation.Seen(object) : new Observation.Deleted(object))
                .toList();
        recorder.record(observations, deletedAt == null ? Instant.now() : deletedAt);
        List<ObjectNode> recorded = runs.stream()
                .flatMap(run -> run.pods().stream())
                .filter(pod -> deletedAt == null || hasFailed(pod))
                .toList();
        if (!recorded.isEmpty()) {
            pods.record(recorded.stream()
                    .flatMap(pod -> PodOutcome.of(pod, deletedAt).stream())
                    .toList());
        }
        List<RunEvent> told = recorded.stream().flatMap(HistoryRecords::events).toList();
        if (!told.isEmpty()) {
            events.record(told);
        }
        runs.forEach(run -> run.logs().forEach(this::add));
    }

    private static boolean hasFailed(ObjectNode pod) {
        return pod.path("status").path("phase").asString("").equals("Failed");
    }

    private void add(FailedStep log) {
        boolean isEmpty = log.text().isEmpty();
        jdbc.sql(LOG)
                .param("taskRun", log.taskRun())
                .param("number", log.number())
                .param("step", log.step())
                .param("pod", log.pod())
                .param("tail", isEmpty ? null : log.text())
                .param("missing", isEmpty ? "NO_LOG" : null)
                .update();
    }

    private static Stream<RunEvent> events(ObjectNode pod) {
        JsonNode status = pod.path("status");
        JsonNode ended = status.path("containerStatuses").path(0).path("state").path("terminated");
        if (status.path("reason").asString("").equals("Evicted")) {
            return Stream.of(event(pod, "Evicted", status.path("message").asString(""), ended));
        }
        return switch (ended.path("reason").asString("")) {
            case "OOMKilled" ->
                Stream.of(event(pod, "OOMKilling", "Memory cgroup out of memory: Killed process 4127 (java)", ended));
            case "TaskRunImagePullFailed" ->
                Stream.of(event(pod, "Failed", "Failed to pull image: manifest unknown", ended));
            default -> Stream.empty();
        };
    }

    private static RunEvent event(ObjectNode pod, String reason, String message, JsonNode ended) {
        JsonNode metadata = pod.path("metadata");
        Instant at = Instant.parse(ended.path("finishedAt").asString());
        UUID uid = UUID.fromString(metadata.path("uid").asString());
        return new RunEvent(
                RunWriter.uid("event " + uid),
                Long.parseLong(metadata.path("resourceVersion").asString()),
                metadata.path("namespace").asString(),
                "Pod",
                uid,
                metadata.path("name").asString(),
                "Warning",
                reason,
                message,
                1,
                at,
                at);
    }
}
