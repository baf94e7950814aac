package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.postgres.TcpProxy;
import io.tektonretry.tekton.TektonKind;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/** What happens between the mirror and the database. */
class DatabaseFaultsIT extends MirroredCluster {

    @AfterEach
    @Override
    void heal() {
        super.heal();
        BrokenConnections.leave(pool);
    }

    @Test
    @TestsFault({6, 7})
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
    @TestsFault(9)
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
    @TestsFault(9)
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
    @TestsFault(8)
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
    @TestsFault(8)
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
    @TestsFault(1)
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
    @TestsFault(7)
    void makesTheApiServerWaitWhenTooMuchWaitsToBeWritten() {
        try (var service = start()) {
            database.mode(TcpProxy.Mode.CLOSED);
            IntStream.range(0, 60)
                    .forEach(i -> world.create(World.run("big-" + i, spec -> spec.put("text", "x".repeat(300_000)))));
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
}
