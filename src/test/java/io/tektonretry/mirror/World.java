package io.tektonretry.mirror;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Changes a cluster, and remembers all that ever existed there. */
final class World {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NO_TIME = "soon";

    /**
     * An object from its creation to its deletion.
     *
     * @param created its first resourceVersion
     * @param last its newest state
     * @param deleted the resourceVersion of its deletion; 0 while it lives
     */
    record Life(ObjectNode last, long created, long deleted) {

        String kind() {
            return last.path("kind").asString();
        }

        UUID uid() {
            return UUID.fromString(last.path("metadata").path("uid").asString());
        }

        String name() {
            return last.path("metadata").path("name").asString();
        }

        /** Whether its newest state cannot be recorded. */
        boolean isSpoiled() {
            return last.path("status").findValuesAsString("startTime").contains(NO_TIME);
        }

        /** How often its task was tried. */
        int attempts() {
            return last.path("status").path("retriesStatus").size() + 1;
        }

        long version() {
            return Long.parseLong(last.path("metadata").path("resourceVersion").asString());
        }
    }

    private final Map<String, Life> living = new HashMap<>();
    private final List<Life> dead = new ArrayList<>();
    private final List<Life> lost = new ArrayList<>();
    private ApiServerDouble cluster;

    World(ApiServerDouble cluster) {
        this.cluster = cluster;
    }

    List<Life> lives() {
        List<Life> all = new ArrayList<>(living.values());
        all.addAll(dead);
        return all;
    }

    /** Those of whose end a restored cluster knows nothing. */
    List<Life> lost() {
        return lost;
    }

    /** A running object; its UID is random. */
    Life create(String kind, String name) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.putObject("metadata")
                .put("namespace", "ci")
                .put("name", name)
                .put("uid", UUID.randomUUID().toString())
                .put("creationTimestamp", "2026-11-24T08:00:00Z");
        object.putObject("spec").putObject("pipelineRef").put("name", "build");
        return create(object);
    }

    Life create(ObjectNode object) {
        return put(object, "ADDED", "Unknown", 0);
    }

    Life update(String name) {
        Life life = life(name);
        return put(life.last(), "MODIFIED", "Unknown", life.created());
    }

    Life finish(String name) {
        Life life = life(name);
        return put(life.last(), "MODIFIED", "True", life.created());
    }

    /** Tekton's own retry of a task: the status is archived within itself. */
    Life retry(String name) {
        Life life = life(name);
        ObjectNode object = life.last().deepCopy();
        ObjectNode archived = object.withObject("/status").deepCopy();
        archived.remove("retriesStatus");
        object.withObject("/status").withArray("/retriesStatus").add(archived);
        return put(object, "MODIFIED", "Unknown", life.created());
    }

    /** A state that cannot be recorded. */
    void spoil(String name) {
        Life life = life(name);
        ObjectNode state = stamped(life.last());
        state.withObject("/status").put("startTime", NO_TIME);
        cluster.play(event("MODIFIED", state));
        living.put(name, new Life(state, life.created(), 0));
    }

    /** Goes on with a cluster that has some of the objects only, in other states, and begins with lower resourceVersions. */
    void restore(ApiServerDouble restored, Random random) {
        cluster = restored;
        lost.addAll(dead);
        dead.clear();
        for (String name : living.keySet().stream().sorted().toList()) {
            Life life = Objects.requireNonNull(living.remove(name));
            if (random.nextBoolean()) {
                put(life.last(), "ADDED", "Unknown", 0);
            } else {
                lost.add(life);
            }
        }
    }

    void delete(String name) {
        Life life = life(name);
        ObjectNode last = stamped(life.last());
        cluster.play(event("DELETED", last));
        living.remove(name);
        dead.add(new Life(last, life.created(), version(last)));
    }

    /** A PipelineRun with this spec; its UID is random. */
    static ObjectNode run(String name, Consumer<ObjectNode> spec) {
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

    boolean has(String name) {
        return living.containsKey(name);
    }

    @Nullable
    String any(Random random) {
        List<String> names = living.keySet().stream().sorted().toList();
        return names.isEmpty() ? null : names.get(random.nextInt(names.size()));
    }

    Life life(String name) {
        return Objects.requireNonNull(living.get(name), name);
    }

    private Life put(ObjectNode object, String type, String condition, long created) {
        ObjectNode state = stamped(object);
        ObjectNode status = state.withObject("/status");
        if (condition.equals("True")) {
            status.put("completionTime", "2026-11-24T08:01:00Z");
        } else {
            status.remove("completionTime");
        }
        status.put("startTime", "2026-11-24T08:00:00Z")
                .putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", condition)
                .put("reason", condition.equals("True") ? "Succeeded" : "Running");
        cluster.play(event(type, state));
        Life life = new Life(state, created == 0 ? version(state) : created, 0);
        living.put(life.name(), life);
        return life;
    }

    private ObjectNode stamped(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").put("resourceVersion", Long.toString(cluster.revision() + 1));
        return copy;
    }

    private static ObjectNode event(String type, ObjectNode object) {
        return JSON.createObjectNode().put("type", type).set("object", object);
    }

    private static long version(ObjectNode object) {
        return Long.parseLong(object.path("metadata").path("resourceVersion").asString());
    }
}
