package io.tektonretry.mirror;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.mirror.FinalizerProperties.Mode;
import io.tektonretry.postgres.SharedPostgres;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A cluster whose objects may wait until they are recorded, and what was released there. */
abstract class WaitingObjects extends MirroredCluster {

    static final String OURS = "tektonretry.io/mirror";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** The names of objects in the order of their release, each with {@code recorded} behind it where its last state was. */
    final List<String> released = new CopyOnWriteArrayList<>();

    @BeforeEach
    void noteReleases() {
        cluster.faults(new RecordedFirst());
    }

    MirroredService start(Mode mode) {
        return ready(MirroredService.start(history, cluster, mode));
    }

    void create(String kind, String name, String... finalizers) {
        ObjectNode object = JSON.createObjectNode().put("kind", kind);
        ObjectNode metadata =
                object.putObject("metadata").put("namespace", "ci").put("name", name);
        List.of(finalizers).forEach(metadata.putArray("finalizers")::add);
        object.putObject("spec").putObject("pipelineRef").put("name", "build");
        cluster.create(object);
    }

    void finish(String kind, String name) {
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

    void change(String kind, String name, Consumer<ObjectNode> edit) {
        ObjectNode changed = cluster.find(kind, "ci", name).orElseThrow();
        edit.accept(changed);
        changed.withObject("/metadata").remove("resourceVersion");
        play(changed);
    }

    void play(JsonNode object) {
        ObjectNode event = JSON.createObjectNode().put("type", "MODIFIED");
        cluster.play(event.set("object", object));
    }

    List<String> finalizers(String kind, String name) {
        return cluster.find(kind, "ci", name)
                .orElseThrow()
                .path("metadata")
                .path("finalizers")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    String version(String kind, String name) {
        return cluster.find(kind, "ci", name)
                .orElseThrow()
                .path("metadata")
                .path("resourceVersion")
                .asString();
    }

    List<String> ended(String kind) {
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
