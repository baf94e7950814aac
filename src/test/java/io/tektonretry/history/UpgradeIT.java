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

    private static final String BEFORE_SOURCES = "77";

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

    /** Whether the name of an owner has dashes or slashes can't be seen in a label. */
    @Test
    void runsThatAreRecordedGetTheSourceThatTheirLabelsTell() {
        JdbcConnectionDetails before = SharedPostgres.database("upgrade_sources");
        JdbcClient runs = JdbcClient.create(
                new DriverManagerDataSource(before.getJdbcUrl(), before.getUsername(), before.getPassword()));
        flyway(before).target(BEFORE_SOURCES).load().migrate();
        for (String owner : List.of("acme", "group-team")) {
            runs.sql("""
                            insert into pipeline_run
                                   (uid, namespace, name, epoch, resource_version, status, created_at, labels, base_uid, retry_number,
                                    root_uid, attempt_number, retry_inferred)
                            values (:uid, 'ci', :owner, 1, 1, 'FAILED', now(), jsonb_build_object(
                                    'pipelinesascode.tekton.dev/url-org', :owner,
                                    'pipelinesascode.tekton.dev/url-repository', 'app',
                                    'pipelinesascode.tekton.dev/sha', 'c1',
                                    'pipelinesascode.tekton.dev/pull-request', '7',
                                    'pipelinesascode.tekton.dev/original-prname', 'unit'), :uid, 0, :uid, 1, false)
                            """).param("uid", UUID.randomUUID()).param("owner", owner).update();
        }
        flyway(before).load().migrate();
        assertThat(runs.sql("""
                        select name || ' ' || coalesce(source_repository, '?') || ' ' || source_revision || ' ' || source_pull_request
                               || ' ' || source_job
                          from pipeline_run order by name
                        """).query(String.class).list())
                .containsExactly("acme acme/app c1 7 unit", "group-team ? c1 7 unit");
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
        return flyway(database);
    }

    private static FluentConfiguration flyway(JdbcConnectionDetails of) {
        return Flyway.configure().dataSource(of.getJdbcUrl(), of.getUsername(), of.getPassword());
    }
}
