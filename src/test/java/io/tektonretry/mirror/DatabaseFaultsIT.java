package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.Fault;
import io.tektonretry.mirror.World.Life;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.postgres.TcpProxy;
import io.tektonretry.tekton.TektonKind;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What happens between the mirror and the database, and to what the database cannot hold. */
class DatabaseFaultsIT extends MirroredCluster {

    private static final JsonMapper JSON = JsonMapper.shared();

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    @Test
    void writesEverythingWhenTheDatabaseIsBack() {
        try (var service = start()) {
            world.create("PipelineRun", "long");
            database.mode(TcpProxy.Mode.CLOSED);
            IntStream.range(0, 200).forEach(i -> world.update("long"));
            world.create("PipelineRun", "short");
            world.delete("short");
            await().until(() -> service.waiting() == 2);
            await().until(() -> !service.isReady());
            database.mode(TcpProxy.Mode.OPEN);
            healed(service);
            await().until(service::isReady);
        }
    }

    @Test
    void writesAgainWhatMayOrMayNotBeCommitted() {
        try (var service = start()) {
            database.mode(TcpProxy.Mode.DEAF);
            IntStream.range(0, 20).forEach(i -> world.create("PipelineRun", "run-" + i));
            await().until(() -> service.waiting() > 0);
            database.cut();
            database.mode(TcpProxy.Mode.OPEN);
            healed(service);
        }
    }

    @Test
    void takesAConnectionForDeadThatAnswersNoMore() {
        try (var service = start()) {
            database.mode(TcpProxy.Mode.DEAF);
            world.create("PipelineRun", "one");
            await().until(() -> service.waiting() > 0);
            await().during(Duration.ofMillis(500)).until(() -> service.waiting() > 0);
            database.mode(TcpProxy.Mode.OPEN);
            healed(service);
        }
    }

    @Test
    void waitsForADatabaseThatOnlyReads() throws SQLException {
        try (var service = start()) {
            readOnly("on");
            try {
                world.create("PipelineRun", "one");
                await().until(() -> service.waiting() == 1);
            } finally {
                readOnly("off");
            }
            healed(service);
            assertThat(service.count("quarantined")).isZero();
        }
    }

    @Test
    void recordsAGapOnceHoweverOftenItTries() {
        try (var service = start()) {
            await().until(() -> service.total("mirror.gaps") == TektonKind.values().length);
            jdbc.sql("""
                    create sequence gap_attempt;
                    create function refuse_gap() returns trigger language plpgsql as $$
                        begin
                            perform nextval('gap_attempt');
                            raise exception 'not now' using errcode = 'lock_not_available';
                        end $$;
                    create trigger refused before insert on gap for each row execute function refuse_gap();
                    """).update();
            try {
                cluster.faults(Fault.HIDING_CHANGES);
                await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                    world.create("Pod", "other-" + cluster.revision());
                    cluster.forgetHistory();
                    cluster.cutWatches();
                    return count("gap_attempt where last_value > 2") == 1;
                });
                cluster.faults(Fault.NONE);
            } finally {
                jdbc.sql("drop function refuse_gap cascade; drop sequence gap_attempt")
                        .update();
            }
            await().untilAsserted(() -> assertThat(
                            count("(select distinct kind, reason, from_version, to_version from gap) one"))
                    .isGreaterThan(TektonKind.values().length)
                    .isEqualTo(count("gap"))
                    .isEqualTo((int) service.total("mirror.gaps")));
        }
    }

    @Test
    void losesNothingHoweverOftenItCrashes() {
        for (int crash = 0; crash < 10; crash++) {
            int round = crash;
            MirroredService service = MirroredService.start(history, cluster.url(), Duration.ofMillis(1));
            IntStream.range(0, 30).forEach(i -> world.create("PipelineRun", "run-%d-%d".formatted(round, i)));
            IntStream.range(0, 30).forEach(i -> world.finish("run-%d-%d".formatted(round, i)));
            await().until(() -> service.count("stored") > round * 3);
            database.cut();
            service.close();
        }
        try (var service = start()) {
            healed(service);
        }
    }

    @Test
    void agreesWithASecondMirrorThatDoesTheSame() {
        try (var one = start();
                var other = start()) {
            IntStream.range(0, 50).forEach(i -> world.create("PipelineRun", "run-" + i));
            IntStream.range(0, 50).forEach(i -> world.finish("run-" + i));
            IntStream.range(0, 25).forEach(i -> world.delete("run-" + i));
            healed(one);
            await().until(other::isReady);
        }
    }

    @Test
    void putsWhatCannotBeHeldIntoQuarantineAndItsNeighboursIntoTheHistory() {
        try (var service = start()) {
            IntStream.range(0, 10).forEach(i -> world.create("PipelineRun", "before-" + i));
            cluster.play(event(without(poison("no-uid"), "uid")));
            cluster.play(event(poison("odd-uid").put("uid", "x\u0000\uD83D")));
            cluster.play(event(poison("odd-date").put("creationTimestamp", "yesterday")));
            cluster.play(event(poison("far-date").put("creationTimestamp", "+300000-01-01T00:00:00Z")));
            IntStream.range(0, 10).forEach(i -> world.create("PipelineRun", "behind-" + i));
            healed(service);
            await().untilAsserted(() -> assertThat(jdbc.sql("select name from quarantined_object order by name")
                            .query(String.class)
                            .list())
                    .containsExactly("far-date", "no-uid", "odd-date", "odd-uid"));
            assertThat(service.count("quarantined")).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void recordsThatAnObjectIsGoneWhoseLastStateCannotBeHeld() {
        try (var service = start()) {
            ObjectNode run = world.create("PipelineRun", "run").last();
            ObjectNode child = world.create("TaskRun", "child").last();
            healed(service);
            cluster.play(lastStateThatCannotBeHeld(run));
            cluster.play(lastStateThatCannotBeHeld(child));
            await().untilAsserted(() ->
                    assertThat(jdbc.sql("""
                                    select status from pipeline_run where deleted_at is not null
                                     union all select status from task_run where deleted_at is not null
                                    """).query(String.class).list()).containsExactly("INTERRUPTED", "UNOBSERVED"));
            await().until(() -> service.waiting() == 0);
            assertThat(service.count("quarantined")).isEqualTo(2);
            assertThat(service.total("mirror.ghosts.resolved")).isEqualTo(2);
            assertThat(count("quarantined_object")).isEqualTo(2);
        }
    }

    @Test
    void letsAnObjectOutOfQuarantineWhenItCanBeRecorded() {
        try (var service = start()) {
            ObjectNode metadata = poison("mended").put("creationTimestamp", "yesterday");
            cluster.play(event(metadata));
            await().until(() -> count("quarantined_object") == 1);
            metadata.put("creationTimestamp", "2026-11-24T08:00:00Z")
                    .put("resourceVersion", Long.toString(cluster.revision() + 1));
            cluster.play(event(metadata));
            await().until(() -> count("quarantined_object") == 0 && service.isReady());
            assertThat(jdbc.sql("select name from pipeline_run")
                            .query(String.class)
                            .list())
                    .containsExactly("mended");
        }
    }

    @Test
    void holdsHugeAndOddObjects() {
        try (var service = start()) {
            Life huge = world.create(run("huge", spec -> spec.put("text", "x".repeat(1_400_000))));
            world.create(run("deep", spec -> spec.set("deep", nested(400))));
            world.create(run("odd", spec -> spec.put("text", "a\u0000b")));
            healed(service);
            assertThat(count("document")).isEqualTo(3);
            assertThat(huge.name()).isEqualTo("huge");
        }
    }

    @Test
    void makesTheApiServerWaitWhenTooMuchWaitsToBeWritten() {
        try (var service = start()) {
            database.mode(TcpProxy.Mode.CLOSED);
            IntStream.range(0, 60)
                    .forEach(i -> world.create(run("big-" + i, spec -> spec.put("text", "x".repeat(300_000)))));
            await().during(Duration.ofSeconds(1)).until(() -> service.waiting() < 40);
            database.mode(TcpProxy.Mode.OPEN);
            healed(service);
        }
    }

    /** Holds for sessions that begin later, so that those of now are ended. */
    private void readOnly(String on) throws SQLException {
        JdbcConnectionDetails direct = SharedPostgres.database("history");
        try (var connection =
                        DriverManager.getConnection(direct.getJdbcUrl(), direct.getUsername(), direct.getPassword());
                var statement = connection.createStatement()) {
            statement.execute("set session characteristics as transaction read write");
            statement.execute("alter database history set default_transaction_read_only = " + on);
        }
        BrokenConnections.leave(pool);
        database.cut();
    }

    /** The metadata of an object that is to be spoilt. */
    private ObjectNode poison(String name) {
        return JSON.createObjectNode()
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("resourceVersion", Long.toString(cluster.revision() + 1));
    }

    private ObjectNode lastStateThatCannotBeHeld(ObjectNode object) {
        ObjectNode last = object.deepCopy();
        last.withObject("metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        last.withObject("status").put("startTime", "+300000-01-01T00:00:00Z");
        return JSON.createObjectNode().put("type", "DELETED").set("object", last);
    }

    private static ObjectNode without(ObjectNode metadata, String field) {
        metadata.remove(field);
        return metadata;
    }

    private static ObjectNode event(ObjectNode metadata) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        object.set("metadata", metadata);
        return JSON.createObjectNode().put("type", "ADDED").set("object", object);
    }

    private static ObjectNode run(String name, Consumer<ObjectNode> spec) {
        ObjectNode run =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", "PipelineRun");
        run.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", "2026-11-24T08:00:00Z");
        spec.accept(run.putObject("spec"));
        return run;
    }

    private static ObjectNode nested(int depth) {
        ObjectNode outer = JSON.createObjectNode();
        ObjectNode inner = outer;
        for (int i = 0; i < depth; i++) {
            inner = inner.putObject("x");
        }
        return outer;
    }
}
