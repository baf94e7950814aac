package io.tektonretry.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pods of TaskRuns that have ended, with logs that a person can look at. */
final class SimulatedPods implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedPods.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ApiServerDouble api;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService nodes = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "simulated-pods");
        thread.setDaemon(true);
        return thread;
    });

    SimulatedPods(ApiServerDouble api) {
        this.api = api;
        var unused = nodes.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            api.list("TaskRun").forEach(this::run);
        } catch (RuntimeException e) {
            LOG.error("The simulation of pods failed", e);
        }
    }

    /** Attempts that Tekton itself has made had a pod each. */
    private void run(ObjectNode taskRun) {
        JsonNode status = taskRun.path("status");
        Stream.concat(status.path("retriesStatus").valueStream(), Stream.of(status))
                .filter(attempt -> !attempt.path("podName").asString("").isEmpty() && attempt.has("completionTime"))
                .filter(attempt -> known.add(taskRun.at("/metadata/namespace").asString("") + "/"
                        + attempt.path("podName").asString("")))
                .forEach(attempt -> create(taskRun, attempt));
    }

    private void create(ObjectNode taskRun, JsonNode attempt) {
        String namespace = taskRun.at("/metadata/namespace").asString("");
        String name = attempt.path("podName").asString("");
        ObjectNode pod =
                JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata =
                pod.putObject("metadata").put("namespace", namespace).put("name", name);
        metadata.set("labels", taskRun.at("/metadata/labels").deepCopy());
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "TaskRun")
                .put("name", taskRun.at("/metadata/name").asString(""))
                .put("uid", taskRun.at("/metadata/uid").asString(""))
                .put("controller", true);
        pod.putObject("spec").put("nodeName", "node-a");
        if (api.find("Pod", namespace, name).isEmpty()) {
            api.create(pod);
        }
        new Http(api.url())
                .merge(
                        "/api/v1/namespaces/%s/pods/%s/status".formatted(namespace, name),
                        status(attempt).toString());
        attempt.path("steps")
                .forEach(step -> api.logs()
                        .put(namespace, name, "step-" + step.path("name").asString(""), log(taskRun, attempt, step)));
    }

    private static ObjectNode status(JsonNode attempt) {
        ObjectNode patch = JsonMapper.shared().createObjectNode();
        boolean hasFailed = attempt.path("steps").valueStream().anyMatch(SimulatedPods::hasFailed);
        ObjectNode status = patch.putObject("status").put("phase", hasFailed ? "Failed" : "Succeeded");
        ArrayNode containers = status.putArray("containerStatuses");
        for (JsonNode step : attempt.path("steps")) {
            ObjectNode container = containers
                    .addObject()
                    .put("name", "step-" + step.path("name").asString(""));
            container
                    .putObject("state")
                    .set("terminated", step.path("terminated").deepCopy());
        }
        return patch;
    }

    private static String log(ObjectNode taskRun, JsonNode attempt, JsonNode step) {
        String task = taskRun.at("/metadata/labels/tekton.dev~1pipelineTask").asString("task");
        String begun = "+ %s of %s\nworking on it\n".formatted(step.path("name").asString(""), task);
        return hasFailed(step)
                ? begun
                        + "error: %s\nexit code %d\n"
                                .formatted(
                                        attempt.at("/conditions/0/message").asString("it failed"),
                                        step.at("/terminated/exitCode").asInt())
                : begun + "done\n";
    }

    private static boolean hasFailed(JsonNode step) {
        return step.at("/terminated/exitCode").asInt(0) != 0;
    }

    @Override
    public void close() {
        nodes.shutdownNow();
    }
}
