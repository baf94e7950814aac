package io.tektonretry.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.TestsFault;
import io.tektonretry.history.evidence.PodContainer;
import io.tektonretry.history.task.AttemptTexts;
import io.tektonretry.history.task.StepState;
import io.tektonretry.postgres.SharedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** Replicas make the tables and change them, beside each other and while an old one writes on. */
class UpgradeIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant START = Instant.parse("2026-11-24T08:00:00Z");

    private static final List<String> OLD_STATEMENTS = List.of(
            """
            insert into task_run (uid, kind, namespace, name, epoch, resource_version, is_owned, status, created_at)
            values (:uid, 'TaskRun', 'ci', 'one', 1, 1, true, 'RUNNING', now())
            """,
            "update task_run set resource_version = 2, status = 'SUCCEEDED' where uid = :uid",
            """
            insert into tombstone (uid, kind, namespace, epoch, resource_version, pruned_at)
            values (:uid, 'TaskRun', 'ci', 1, 2, now())
            """,
            "delete from task_run where uid = :uid",
            "delete from tombstone where uid = :uid");

    private static final List<String> LONG_ROWS = List.of("""
            insert into task_attempt (task_run_uid, number, status, message, results, steps)
            values (:uid, 2, 'SUCCEEDED', 'All Steps have completed executing', '[]', '[]'),
                   (:uid, 1, 'FAILED', 'exit 1', '[{"name": "digest", "type": "string", "value": "a"}]',
                    '[{"name": "build", "exitCode": 1, "reason": "Error", "startedAt": "2026-11-24T08:00:00Z",
                       "finishedAt": "2026-11-24T08:00:05Z"}, {"name": "push", "reason": null}]')
            """, """
            insert into pod_outcome
                   (uid, task_run_uid, task_run_name, namespace, name, resource_version, phase, disrupted, created_at, containers)
            values (:uid, :uid, 'one', 'ci', 'one-pod', 1, 'Failed', false, now(),
                    '[{"name": "step-build", "exitCode": 137, "signal": 9, "reason": "Error",
                       "startedAt": "2026-11-24T08:00:00Z", "finishedAt": "2026-11-24T08:00:05Z"}]')
            """, """
            insert into run_event
                   (uid, resource_version, namespace, involved_kind, involved_uid, involved_name, type, reason, message, count,
                    first_at, last_at, events, checked_at)
            values (:uid, 1, 'ci', 'Pod', :uid, 'one-pod', 'Normal', 'Pulled', '', 3, now(), now(), '{"a": [1, 3]}', now())
            """, """
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, status, created_at, labels, base_uid, root_uid, tasks_hash)
            values (:uid, 'ci', 'run', 1, 1, 'RUNNING', now(), '{"pipelinesascode.tekton.dev/sha": "1", "app": "shop"}', :uid, :uid, 0)
            """);

    /** What a later version may do to the tables. */
    private static final Map<String, String> LATER =
            Map.of("V1001__describe_task_runs.sql", """
            alter table task_run add column description text not null default '';
            update task_run set description = name where status = 'FAILED';
            create index task_run_description on task_run (description);
            """, "V1002__look_for_tombstones.sql", """
            create index tombstone_pruned on tombstone (pruned_at);
            create table further (uid uuid primary key);
            insert into further select uid from tombstone;
            """);

    @Test
    @TestsFault(31)
    void twoReplicasMakeTheTablesAtTheSameTime() {
        Replica replica = new Replica(SharedPostgres.database("upgrade-from-nothing"), "classpath:db/migration");

        CompletableFuture.allOf(replica.migration(), replica.migration()).join();

        assertThat(replica.flyway().info().pending()).isEmpty();
        assertThat(List.of("cluster_epoch", "retry_pace"))
                .allSatisfy(table -> assertThat(replica.rows(table)).isEqualTo(1));
    }

    @Test
    @TestsFault(31)
    void anOldReplicaWritesOnWhileTwoNewOnesMigrate(@TempDir Path later) throws IOException {
        JdbcConnectionDetails database = SharedPostgres.database("upgrade");
        Replica old = new Replica(database, "classpath:db/migration");
        Replica replica = new Replica(database, "classpath:db/migration", "filesystem:" + later);
        for (var file : LATER.entrySet()) {
            Files.writeString(later.resolve(file.getKey()), file.getValue());
        }
        old.flyway().migrate();
        new LargeHistory(old.jdbc()).fill(20, Instant.now());
        Map<String, List<String>> recorded = new HistoryDump(old.jdbc()).rows();
        assertThat(old.flyway().migrate().migrationsExecuted).isZero();
        assertThat(new HistoryDump(old.jdbc()).rows()).isEqualTo(recorded);

        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                UUID uid = UUID.randomUUID();
                OLD_STATEMENTS.forEach(
                        statement -> old.jdbc().sql(statement).param("uid", uid).update());
                rounds.incrementAndGet();
            }
        });
        await().until(() -> writing.isDone() || rounds.get() > 5);
        CompletableFuture.allOf(replica.migration(), replica.migration()).join();
        int migrated = rounds.get();
        await().until(() -> writing.isDone() || rounds.get() > migrated + 5);
        enough.set(true);
        writing.join();

        assertThat(replica.flyway().info().pending()).isEmpty();
        assertThat(recorded.keySet())
                .allSatisfy(table -> assertThat(replica.rows(table))
                        .isEqualTo(recorded.get(table).size()));
        assertThat(replica.rows("task_run where description = name")).isEqualTo(40);
        assertThat(replica.rows("pg_index where not indisvalid")).isZero();
    }

    @Test
    void whatEarlierVersionsWroteAtLengthIsKept() {
        Replica replica = new Replica(SharedPostgres.database("upgrade-texts"), "classpath:db/migration");
        Flyway.configure()
                .configuration(replica.flyway().getConfiguration())
                .target("41")
                .load()
                .migrate();
        UUID uid = UUID.randomUUID();
        replica.jdbc().sql(OLD_STATEMENTS.get(0)).param("uid", uid).update();
        LONG_ROWS.forEach(
                statement -> replica.jdbc().sql(statement).param("uid", uid).update());

        replica.flyway().migrate();

        assertThat(texts(replica, "steps from task_attempt order by number", AttemptTexts::steps))
                .containsExactly(
                        List.of(
                                new StepState("build", 1, "Error", START, START.plusSeconds(5)),
                                new StepState("push", null, null, null, null)),
                        List.of());
        assertThat(texts(replica, "results from task_attempt order by number", AttemptTexts::results))
                .containsExactly(List.of(new NamedValue("digest", "string", StringNode.valueOf("a"))), List.of());
        assertThat(texts(replica, "message from task_attempt order by number", text -> text))
                .containsExactly("exit 1", AttemptTexts.ofMessage("All Steps have completed executing"));
        assertThat(texts(replica, "containers from pod_outcome", text -> JSON.readValue(text, PodContainer[].class)))
                .containsExactly(new PodContainer[] {
                    new PodContainer("step-build", 137, 9, "Error", null, START, START.plusSeconds(5))
                });
        assertThat(texts(
                        replica,
                        "labels from pipeline_run",
                        text -> LabelKeys.read(JSON.readValue(text, new TypeReference<Map<String, String>>() {}))))
                .containsExactly(Map.of("pipelinesascode.tekton.dev/sha", "1", "app", "shop"));
        assertThat(replica.rows("run_event where count = 3 and events is null")).isEqualTo(1);
    }

    private static <T> List<T> texts(Replica replica, String what, Function<String, T> read) {
        return replica.jdbc().sql("select " + what).query(String.class).list().stream()
                .map(read)
                .toList();
    }

    @Test
    @TestsFault(31)
    void noMigrationCanFailHalfWay() throws IOException {
        try (Stream<Path> migrations = Files.list(Path.of("db/migration"))) {
            assertThat(migrations)
                    .isNotEmpty()
                    .allSatisfy(migration -> assertThat(Files.readString(migration))
                            .as("outside of a transaction it would leave an invalid index")
                            .doesNotContainIgnoringCase("concurrently"));
        }
    }

    /** One that has these migrations. */
    private record Replica(JdbcConnectionDetails database, String... migrations) {

        JdbcClient jdbc() {
            return JdbcClient.create(
                    new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword()));
        }

        int rows(String table) {
            return jdbc().sql("select count(*) from " + table)
                    .query(Integer.class)
                    .single();
        }

        CompletableFuture<Void> migration() {
            return CompletableFuture.runAsync(() -> flyway().migrate());
        }

        Flyway flyway() {
            return Flyway.configure()
                    .dataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword())
                    .locations(migrations)
                    .load();
        }
    }
}
