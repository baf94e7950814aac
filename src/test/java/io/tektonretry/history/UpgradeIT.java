package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.postgres.SharedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A rolling upgrade: an old replica writes on while new ones change the tables. */
class UpgradeIT {

    /** The tables of an old replica. */
    private static final String OLD = "13";

    private static final List<String> OLD_STATEMENTS = List.of(
            """
            insert into task_run (uid, kind, namespace, name, epoch, resource_version, status, created_at)
            values (:uid, 'TaskRun', 'ci', 'one', 1, 1, 'RUNNING', now())
            """,
            "update task_run set resource_version = 2, status = 'SUCCEEDED' where uid = :uid",
            "insert into tombstone (uid, pruned_at) values (:uid, now())",
            "delete from task_run where uid = :uid",
            """
            insert into quarantine (kind, namespace, name, uid, resource_version, reason, body, noticed_at)
            values ('TaskRun', 'ci', cast(:uid as text), cast(:uid as text), '1', 'odd', '', now())
                on conflict (kind, namespace, name) do update set uid = excluded.uid
            """,
            "delete from tombstone where uid = :uid");

    private final JdbcConnectionDetails database = SharedPostgres.database("upgrade");
    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword()));

    @Test
    void anOldReplicaWritesOnWhileTwoNewOnesMigrate() {
        flyway().target(OLD).load().migrate();
        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> old = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                UUID uid = UUID.randomUUID();
                OLD_STATEMENTS.forEach(
                        statement -> jdbc.sql(statement).param("uid", uid).update());
                rounds.incrementAndGet();
            }
        });
        await().until(() -> rounds.get() > 5);
        CompletableFuture.allOf(migration(), migration()).join();
        int migrated = rounds.get();
        await().until(() -> old.isDone() || rounds.get() > migrated + 5);
        enough.set(true);
        old.join();
        assertThat(flyway().load().info().pending()).isEmpty();
        assertThat(jdbc.sql("select uid from quarantine except select uid from quarantined_object")
                        .query(String.class)
                        .list())
                .as("what the old replica set apart meanwhile")
                .isEmpty();
        assertThat(jdbc.sql("select count(*) from pg_index where not indisvalid")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void noMigrationCanFailHalfWay() throws IOException {
        try (Stream<Path> migrations = Files.list(Path.of("db/migration"))) {
            assertThat(migrations)
                    .isNotEmpty()
                    .allSatisfy(migration -> assertThat(Files.readString(migration))
                            .as("outside of a transaction it would leave an invalid index")
                            .doesNotContainIgnoringCase("concurrently"));
        }
    }

    private CompletableFuture<Void> migration() {
        return CompletableFuture.runAsync(() -> flyway().load().migrate());
    }

    private FluentConfiguration flyway() {
        return Flyway.configure().dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword());
    }
}
