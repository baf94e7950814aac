package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.mirror.FinalizerProperties.Mode;
import io.tektonretry.postgres.BrokenConnections;
import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.postgres.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects that wait in the cluster until they are recorded. */
@HistoryContext
class FinalizerIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String OURS = "tektonretry.io/mirror";

    private static final String FOREIGN = "chains.tekton.dev/pipelinerun";

    @Autowired
    ApplicationContext history;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TcpProxy database;

    @Autowired
    DataSource pool;

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final List<String> released = new CopyOnWriteArrayList<>();

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
        cluster.faults(new RecordedFirst());
    }

    @AfterEach
    void heal() {
        database.mode(TcpProxy.Mode.OPEN);
        BrokenConnections.leave(pool);
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PipelineRun", "TaskRun", "CustomRun"})
    void holdsAnObjectUntilTheStateInWhichItGoesIsRecorded(String kind) {
        try (var service = start(Mode.HOLD)) {
            create(kind, "one");
            await().until(() -> finalizers(kind, "one").equals(List.of(OURS)));
            finish(kind, "one");
            cluster.delete(kind, "ci", "one");
            await().until(() -> cluster.find(kind, "ci", "one").isEmpty());
            assertThat(released).containsExactly("one recorded");
            await().untilAsserted(() -> assertThat(ended(kind)).containsExactly("one SUCCEEDED"));
            await().until(() -> service.finalizers("held") == 1 && service.finalizers("released") == 1);
            assertThat(service.finalizers("overdue") + service.finalizers("failed"))
                    .isZero();
        }
    }

    @Test
    void putsTheFinalizerOnNothingUnlessItIsAskedTo() {
        try (var service = start(Mode.NONE)) {
            create("PipelineRun", "one");
            await().until(() -> rows("name = 'one'") == 1);
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> rows("deleted_at is not null") == 1);
            assertThat(service.finalizers("held")).isZero();
        }
        assertThat(released).isEmpty();
    }

    @Test
    void recordsWhatEndedAndWasDeletedWhileNobodyWatched() {
        create("PipelineRun", "one");
        start(Mode.HOLD).close();
        assertThat(finalizers("PipelineRun", "one")).containsExactly(OURS);
        finish("PipelineRun", "one");
        cluster.delete("PipelineRun", "ci", "one");
        create("PipelineRun", "unheard-of", OURS);
        finish("PipelineRun", "unheard-of");
        cluster.delete("PipelineRun", "ci", "unheard-of");
        cluster.forgetHistory();
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().untilAsserted(() ->
                    assertThat(ended("PipelineRun")).containsExactly("one SUCCEEDED", "unheard-of SUCCEEDED"));
            await().until(() -> service.finalizers("released") == 2);
        }
        assertThat(released).containsExactlyInAnyOrder("one recorded", "unheard-of recorded");
    }

    @Test
    void releasesNothingBeforeTheDatabaseIsBack() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "one");
            await().until(() -> finalizers("PipelineRun", "one").contains(OURS) && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            finish("PipelineRun", "one");
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> service.waiting() == 1 && !service.isReady());
            assertThat(finalizers("PipelineRun", "one")).containsExactly(OURS);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.find("PipelineRun", "ci", "one").isEmpty());
            await().untilAsserted(() -> assertThat(ended("PipelineRun")).containsExactly("one SUCCEEDED"));
            assertThat(service.finalizers("overdue")).isZero();
        }
        assertThat(released).containsExactly("one recorded");
    }

    @Test
    void releasesNoStateThatCameAfterTheRecordedOne() {
        create("PipelineRun", "one", OURS);
        List<Boolean> lastStateIsRecorded = new CopyOnWriteArrayList<>();
        AtomicReference<String> last = new AtomicReference<>();
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                if (request.method().equals("PATCH") && last.get() == null) {
                    finish("PipelineRun", "one");
                    last.set(version("PipelineRun", "one"));
                }
                return Optional.empty();
            }

            @Override
            public void beforeAnswer(ApiRequest request) {
                if (request.method().equals("PATCH")) {
                    lastStateIsRecorded.add(rows("status = 'SUCCEEDED'") == 1);
                }
            }
        });
        try (var service = start(Mode.HOLD)) {
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> service.finalizers("released") == 1);
        }
        assertThat(last.get()).as("it ended between its record and its release").isNotNull();
        assertThat(lastStateIsRecorded).containsExactly(true);
    }

    @Test
    void countsTheDeadlineFromTheDeletionWhileTheDatabaseIsAway() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "long-ago");
            create("PipelineRun", "just-now");
            await().until(() -> service.finalizers("held") == 2 && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            cluster.delete("PipelineRun", "ci", "just-now");
            change(
                    "PipelineRun",
                    "long-ago",
                    run -> run.withObject("/metadata")
                            .put(
                                    "deletionTimestamp",
                                    Instant.now().minusSeconds(601).toString()));
            await().until(() -> cluster.find("PipelineRun", "ci", "long-ago").isEmpty());
            assertThat(released).containsExactly("long-ago");
            await().until(() -> service.finalizers("overdue") == 1);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> cluster.list("PipelineRun").isEmpty());
            await().untilAsserted(() -> assertThat(ended("PipelineRun"))
                    .as("it was seen to its end, though it did not wait to be recorded")
                    .containsExactly("just-now INTERRUPTED", "long-ago INTERRUPTED"));
            assertThat(service.finalizers("overdue")).isEqualTo(1);
        }
    }

    @Test
    void keepsNoNamespaceFromGoing() {
        try (var service = start(Mode.HOLD)) {
            create("TaskRun", "one");
            await().until(() -> service.finalizers("held") == 1 && service.waiting() == 0);
            database.mode(TcpProxy.Mode.CLOSED);
            play(JSON.readTree("""
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "ci", "deletionTimestamp": "%s"},
                     "status": {"phase": "Terminating"}}
                    """.formatted(Instant.now())));
            cluster.delete("TaskRun", "ci", "one");
            await().until(() -> cluster.list("TaskRun").isEmpty());
            await().until(() -> service.finalizers("overdue") == 1);
            database.mode(TcpProxy.Mode.OPEN);
            await().atMost(Duration.ofSeconds(20)).until(() -> service.waiting() == 0);
        }
    }

    @Test
    void leavesTheFinalizersOfOthersAlone() {
        try (var service = start(Mode.HOLD)) {
            create("PipelineRun", "one", FOREIGN);
            await().until(() -> finalizers("PipelineRun", "one").equals(List.of(FOREIGN, OURS)));
            cluster.delete("PipelineRun", "ci", "one");
            await().until(() -> finalizers("PipelineRun", "one").equals(List.of(FOREIGN)));
            change(
                    "PipelineRun",
                    "one",
                    run -> run.withObject("/metadata")
                            .putObject("annotations")
                            .put("chains.tekton.dev/signed", "true"));
            await().until(() -> rows("resource_version = " + version("PipelineRun", "one")) == 1);
            assertThat(service.finalizers("held") + service.finalizers("released"))
                    .isEqualTo(2);
            assertThat(finalizers("PipelineRun", "one")).containsExactly(FOREIGN);
        }
    }

    @Test
    void agreesWithASecondReplicaThatDoesTheSame() {
        try (var one = start(Mode.HOLD);
                var other = start(Mode.HOLD)) {
            IntStream.range(0, 20).forEach(i -> create("PipelineRun", "run-" + i));
            await().until(() -> one.finalizers("held") + other.finalizers("held") == 20);
            IntStream.range(0, 20).forEach(i -> finish("PipelineRun", "run-" + i));
            IntStream.range(0, 20).forEach(i -> cluster.delete("PipelineRun", "ci", "run-" + i));
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> rows("deleted_at is not null and status = 'SUCCEEDED'") == 20);
            assertThat(one.finalizers("released") + other.finalizers("released"))
                    .isEqualTo(20);
            assertThat(one.finalizers("failed") + other.finalizers("failed")).isZero();
        }
        assertThat(released).hasSizeGreaterThanOrEqualTo(20).allMatch(name -> name.endsWith(" recorded"));
    }

    @Test
    void releasesAfterARestartWhatWasRecordedBefore() {
        create("PipelineRun", "one", OURS);
        cluster.delete("PipelineRun", "ci", "one");
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return request.method().equals("PATCH")
                        ? Optional.of(new StatusError(403, "Forbidden", "you may not patch"))
                        : Optional.empty();
            }
        });
        try (var service = start(Mode.HOLD)) {
            await().until(() -> service.finalizers("failed") > 1);
            assertThat(rows("name = 'one'")).isEqualTo(1);
        }
        cluster.faults(Fault.NONE);
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            await().until(() -> service.finalizers("released") == 1);
        }
    }

    @Test
    void releasesWhatIsInQuarantine() {
        create("PipelineRun", "odd", OURS);
        change("PipelineRun", "odd", run -> run.withObject("/metadata").put("creationTimestamp", "yesterday"));
        cluster.delete("PipelineRun", "ci", "odd");
        cluster.faults(Fault.NONE);
        try (var service = start(Mode.HOLD)) {
            await().until(() -> cluster.list("PipelineRun").isEmpty());
            assertThat(jdbc.sql("select name from quarantine")
                            .query(String.class)
                            .list())
                    .containsExactly("odd");
            assertThat(service.finalizers("overdue")).isZero();
        }
    }

    @Test
    void takesTheFinalizerOffEverythingBeforeItIsTurnedOff() {
        create("PipelineRun", "one", FOREIGN);
        create("TaskRun", "other");
        try (var holding = start(Mode.HOLD)) {
            await().until(() -> holding.finalizers("held") == 2);
        }
        try (var releasing = start(Mode.RELEASE)) {
            await().until(() -> releasing.finalizers("released") == 2);
            create("TaskRun", "new");
            await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from task_run")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2));
        }
        assertThat(finalizers("PipelineRun", "one")).containsExactly(FOREIGN);
        assertThat(finalizers("TaskRun", "other")).isEmpty();
        assertThat(finalizers("TaskRun", "new")).isEmpty();
    }

    private MirroredService start(Mode mode) {
        MirroredService service = MirroredService.start(history, cluster, mode);
        await().until(service::isReady);
        return service;
    }

    private void create(String kind, String name, String... finalizers) {
        ObjectNode object = JSON.createObjectNode().put("kind", kind);
        ObjectNode metadata =
                object.putObject("metadata").put("namespace", "ci").put("name", name);
        List.of(finalizers).forEach(metadata.putArray("finalizers")::add);
        object.putObject("spec").putObject("pipelineRef").put("name", "build");
        cluster.create(object);
    }

    private void finish(String kind, String name) {
        change(
                kind,
                name,
                run -> run.putObject("status")
                        .putArray("conditions")
                        .addObject()
                        .put("type", "Succeeded")
                        .put("status", "True")
                        .put("reason", "Succeeded"));
    }

    private void change(String kind, String name, Consumer<ObjectNode> edit) {
        ObjectNode changed = cluster.find(kind, "ci", name).orElseThrow();
        edit.accept(changed);
        changed.withObject("/metadata").remove("resourceVersion");
        play(changed);
    }

    private void play(JsonNode object) {
        ObjectNode event = JSON.createObjectNode().put("type", "MODIFIED");
        cluster.play(event.set("object", object));
    }

    private List<String> finalizers(String kind, String name) {
        return cluster.find(kind, "ci", name)
                .orElseThrow()
                .path("metadata")
                .path("finalizers")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private String version(String kind, String name) {
        return cluster.find(kind, "ci", name)
                .orElseThrow()
                .path("metadata")
                .path("resourceVersion")
                .asString();
    }

    private int rows(String condition) {
        return jdbc.sql("select count(*) from pipeline_run where " + condition)
                .query(Integer.class)
                .single();
    }

    private List<String> ended(String kind) {
        return jdbc.sql("""
                        select name || ' ' || status from %s where deleted_at is not null order by name
                        """.formatted(kind.equals("PipelineRun") ? "pipeline_run" : "task_run"))
                .query(String.class)
                .list();
    }

    /** Notes which objects are to be released, and whether the very state in which they go is committed by then. */
    private final class RecordedFirst implements Fault {

        @Override
        public Optional<StatusError> refusal(ApiRequest request) {
            if (request.method().equals("PATCH") && !request.body().contains(OURS)) {
                released.add(request.name() + (isRecorded(request) ? " recorded" : ""));
            }
            return Optional.empty();
        }

        private boolean isRecorded(ApiRequest request) {
            String version = JSON.readTree(request.body())
                    .path("metadata")
                    .path("resourceVersion")
                    .asString();
            JdbcConnectionDetails direct = SharedPostgres.database("history");
            var unbroken = new DriverManagerDataSource(direct.getJdbcUrl(), direct.getUsername(), direct.getPassword());
            return JdbcClient.create(unbroken)
                            .sql("""
                            select count(*)
                              from (select name, resource_version from pipeline_run
                                     union all select name, resource_version from task_run) object
                             where name = :name and resource_version >= :version
                            """)
                            .param("name", request.name())
                            .param("version", Long.parseLong(version))
                            .query(Integer.class)
                            .single()
                    == 1;
        }
    }
}
