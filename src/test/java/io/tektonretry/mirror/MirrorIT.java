package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.chart.ChartAccounts;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.Recording;
import io.tektonretry.history.recording.RunRecorder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MirrorIT extends MirroredCluster {

    private static final String STATES = """
            select concat_ws(' ', uid, resource_version, status, reason, deleted_at is not null) from pipeline_run
             union all
            select concat_ws(' ', uid, resource_version, status, reason, deleted_at is not null) from task_run
             union all
            select concat_ws(' ', task_run_uid, number, status, reason) from task_attempt
             order by 1
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    PipelineRunRecords runs;

    @Autowired
    RunRecorder recorder;

    @Test
    void followsEverythingThatTheRecordingsPlay() {
        List<Recording> recordings = Recording.all().toList();
        recordings.forEach(recording -> recorder.record(recording.lastObservations(), Instant.now()));
        List<String> expected = states();
        clear();
        try (var service = start()) {
            recordings.stream()
                    .flatMap(recording -> recording.events().stream())
                    .sorted(Comparator.comparingLong(MirrorIT::version))
                    .forEach(cluster::play);
            await().untilAsserted(() -> assertThat(states()).isEqualTo(expected));
            assertThat(service.count("quarantined")).isZero();
        }
    }

    @Test
    void noticesAfterARestartWhatWentMeanwhile() {
        ObjectNode kept = run("kept", 10);
        ObjectNode gone = run("gone", 11);
        play("ADDED", kept, gone);
        start().close();
        play("DELETED", gone);
        start().close();
        assertThat(recorded(kept)).returns(true, PipelineRunRecord::existsInCluster);
        assertThat(recorded(gone))
                .returns(false, PipelineRunRecord::existsInCluster)
                .returns(PipelineRunStatus.INTERRUPTED, PipelineRunRecord::status);
    }

    @Test
    void writesNothingAfterARestartWhenNothingHasChanged() {
        play("ADDED", run("one", 10), run("two", 11));
        start().close();
        try (var service = start()) {
            assertThat(service.count("stored")).isZero();
        }
    }

    @Test
    void tellsARunFromItsSuccessorOfTheSameName() {
        ObjectNode first = run("nightly", 10);
        ObjectNode second = run("nightly", 20);
        play("ADDED", first);
        start().close();
        play("DELETED", first);
        play("ADDED", second);
        start().close();
        assertThat(recorded(first)).returns(false, PipelineRunRecord::existsInCluster);
        assertThat(recorded(second)).returns(true, PipelineRunRecord::existsInCluster);
    }

    @Test
    @TestsFault(11)
    void takesNothingForGoneWhileAListIsIncomplete() {
        ObjectNode last = run("zz-last", 2000);
        cluster.load(
                IntStream.range(0, 501).mapToObj(i -> run("run-" + i, 100 + i)).toList());
        play("ADDED", last);
        start().close();
        play("DELETED", run("run-0", 100));
        cluster.faults(Fault.refusing(
                500,
                "InternalError",
                "no",
                request -> !request.query().getOrDefault("continue", "").isEmpty()));
        try (var service = MirroredService.start(history, cluster)) {
            await().until(() -> service.health().getDetails().toString().contains("500"));
            assertThat(pipelineRuns("deleted_at is not null")).isZero();
            cluster.faults(Fault.NONE);
            await().until(service::isReady);
            assertThat(recorded(last)).returns(true, PipelineRunRecord::existsInCluster);
            assertThat(recorded(run("run-0", 100))).returns(false, PipelineRunRecord::existsInCluster);
        }
    }

    @Test
    void isReadyThoughTheClusterNeverRests() {
        IntStream.range(0, 50).forEach(i -> world.create("PipelineRun", "run-" + i));
        AtomicBoolean isBusy = new AtomicBoolean(true);
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> {
            for (int i = 0; isBusy.get(); i = (i + 1) % 50) {
                world.update("run-" + i);
            }
        });
        try (var service = MirroredService.start(history, cluster.url(), oneObjectATransaction())) {
            ready(service);
        } finally {
            isBusy.set(false);
            changes.join();
        }
    }

    @Test
    @TestsFault(27)
    void goesWithoutCustomRunsWhereTheirDefinitionIsMissing() {
        play("ADDED", run("one", 10));
        cluster.faults(Fault.refusing(
                404, "NotFound", "no such kind", request -> request.resource().equals("customruns")));
        try (var service = start()) {
            assertThat(recorded(run("one", 10))).isNotNull();
            assertThat(service.health().getDetails()).containsEntry("PipelineRun", "synced");
        }
    }

    @Test
    void isNotReadyWhileAKindMayNotBeListed() {
        cluster.faults(Fault.refusing(
                403, "Forbidden", "you may not", request -> request.resource().equals("taskruns")));
        play("ADDED", run("one", 10));
        try (var service = MirroredService.start(history, cluster)) {
            await().untilAsserted(() -> assertThat(service.health().getDetails().get("TaskRun"))
                    .asString()
                    .contains("may not"));
            await().untilAsserted(() -> assertThat(recorded(run("one", 10))).isNotNull());
            assertThat(service.isReady()).isFalse();
            cluster.faults(Fault.NONE);
            await().until(service::isReady);
        }
    }

    @Test
    void keepsOneChangeAnObjectWhileTheDatabaseRefusesThem() {
        try (var service = start()) {
            jdbc.sql("alter table document rename to document_away").update();
            ObjectNode run = run("one", 10);
            play("ADDED", run);
            IntStream.range(11, 40).forEach(version -> play("MODIFIED", at(run, version)));
            await().until(() -> service.waiting() == 1);
            jdbc.sql("alter table document_away rename to document").update();
            await().untilAsserted(
                            () -> assertThat(recorded(run).resourceVersion()).isEqualTo(39));
        }
    }

    @Test
    void leavesOutWhatTheDatabaseCannotHoldAndNothingElse() {
        ObjectNode beyond = run("beyond", 10);
        ((ObjectNode) beyond.path("metadata")).put("creationTimestamp", "+300000-01-01T00:00:00Z");
        play("ADDED", run("before", 9), beyond, run("behind", 11));
        try (var service = start()) {
            assertThat(service.count("quarantined")).isEqualTo(1);
            assertThat(jdbc.sql("select name from pipeline_run order by name")
                            .query(String.class)
                            .list())
                    .containsExactly("before", "behind");
        }
    }

    @Test
    void mirrorsTheConfiguredNamespacesOnly() {
        cluster.account(ChartAccounts.service(Map.of("tektonretry.mirror.namespaces[0]", "ci")));
        ObjectNode elsewhere = run("elsewhere", 10);
        ((ObjectNode) elsewhere.path("metadata")).put("namespace", "other");
        play("ADDED", elsewhere, run("here", 11));
        try (var service = MirroredService.start(history, cluster, "ci")) {
            await().until(service::isReady);
            assertThat(jdbc.sql("select name from pipeline_run")
                            .query(String.class)
                            .list())
                    .containsExactly("here");
        }
    }

    @Test
    void writesWhatItHasSeenBeforeItStops() {
        try (var service = start()) {
            ObjectNode run = run("one", 10);
            play("ADDED", run);
            IntStream.range(11, 500).forEach(version -> play("MODIFIED", at(run, version)));
            await().until(() -> service.waiting() > 0 || service.count("stored") > 0);
        }
        assertThat(recorded(run("one", 10))).isNotNull();
    }

    /** With pods and Events. */
    @Override
    MirroredService start() {
        return ready(MirroredService.start(history, cluster));
    }

    private static MirrorProperties oneObjectATransaction() {
        return new MirrorProperties(
                List.of(),
                1,
                Duration.ZERO,
                Duration.ofSeconds(5),
                false,
                false,
                DataSize.ofMegabytes(8),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                false,
                Duration.ofSeconds(15));
    }

    private List<String> states() {
        return jdbc.sql(STATES).query(String.class).list();
    }

    private PipelineRunRecord recorded(ObjectNode run) {
        return runs.findByUid(UUID.fromString(run.path("metadata").path("uid").asString()))
                .orElseThrow(() -> new AssertionError("not recorded"));
    }

    private void play(String type, ObjectNode... objects) {
        for (ObjectNode object : objects) {
            long version = Math.max(
                    cluster.revision() + 1, version(JSON.createObjectNode().set("object", object)));
            ObjectNode event = JSON.createObjectNode().put("type", type);
            event.set("object", type.equals("DELETED") ? at(object, version) : object);
            cluster.play(event);
        }
    }

    /** A running PipelineRun; its UID follows from its name and version. */
    private static ObjectNode run(String name, long version) {
        ObjectNode run =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.nameUUIDFromBytes((name + version).getBytes()).toString())
                .put("resourceVersion", Long.toString(version))
                .put("creationTimestamp", "2026-11-24T08:00:00Z");
        run.putObject("spec").putObject("pipelineRef").put("name", "build");
        run.putObject("status").put("startTime", "2026-11-24T08:00:00Z");
        return run;
    }

    private static ObjectNode at(ObjectNode object, long version) {
        ObjectNode copy = object.deepCopy();
        ((ObjectNode) copy.path("metadata")).put("resourceVersion", Long.toString(version));
        return copy;
    }

    private static long version(JsonNode event) {
        return Long.parseLong(
                event.path("object").path("metadata").path("resourceVersion").asString());
    }
}
