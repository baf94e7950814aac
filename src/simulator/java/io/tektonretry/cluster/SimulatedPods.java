package io.tektonretry.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The pods of TaskRuns, with logs that a person can look at. */
final class SimulatedPods implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SimulatedPods.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ApiServerDouble api;
    private final StepOutput output;
    private final Map<PodName, List<StepLog>> running = new HashMap<>();
    private final Set<PodName> ended = new HashSet<>();
    private final ScheduledExecutorService nodes = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "simulated-pods");
        thread.setDaemon(true);
        return thread;
    });
    private long seen;

    private record PodName(String namespace, String name) {}

    SimulatedPods(ApiServerDouble api, StepOutput output) {
        this.api = api;
        this.output = output;
        api.logs().beforeReads(this::lookNow);
        var unused = nodes.scheduleWithFixedDelay(this::look, 0, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookNow() {
        try {
            CompletableFuture.runAsync(this::look, nodes)
                    .get(PAUSE.multipliedBy(10).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("The log is read as it is", e);
        }
    }

    private void look() {
        try {
            long revision = api.revision();
            if (revision != seen) {
                Set<PodName> present = new HashSet<>();
                api.list("TaskRun").forEach(taskRun -> run(taskRun, present));
                forget(present);
                seen = revision;
            }
        } catch (RuntimeException e) {
            LOG.error("The simulation of pods failed", e);
        }
    }

    private void forget(Set<PodName> present) {
        running.keySet().removeIf(pod -> isForgotten(pod, present));
        ended.removeIf(pod -> isForgotten(pod, present));
    }

    private boolean isForgotten(PodName pod, Set<PodName> present) {
        boolean isGone = !present.contains(pod);
        if (isGone) {
            api.logs().remove(pod.namespace, pod.name);
        }
        return isGone;
    }

    /** Attempts that Tekton itself has made had a pod each. */
    private void run(ObjectNode taskRun, Set<PodName> present) {
        JsonNode status = taskRun.path("status");
        Stream.concat(status.path("retriesStatus").valueStream(), Stream.of(status))
                .filter(attempt -> !attempt.path("podName").asString("").isEmpty())
                .forEach(attempt -> {
                    PodName pod = new PodName(
                            taskRun.at("/metadata/namespace").asString(""),
                            attempt.path("podName").asString(""));
                    present.add(pod);
                    if (attempt.has("completionTime")) {
                        if (ended.add(pod)) {
                            end(pod, taskRun, attempt);
                        }
                    } else if (!running.containsKey(pod)) {
                        start(pod, taskRun, attempt);
                    }
                });
    }

    private void start(PodName pod, ObjectNode taskRun, JsonNode attempt) {
        create(taskRun, attempt);
        List<StepLog> logs = new ArrayList<>();
        attempt.path("steps").forEach(step -> {
            StepLog log = new StepLog(output.of(taskRun, attempt, step));
            logs.add(log);
            api.logs().put(pod.namespace, pod.name, "step-" + step.path("name").asString(""), log);
        });
        running.put(pod, logs);
    }

    private void end(PodName pod, ObjectNode taskRun, JsonNode attempt) {
        create(taskRun, attempt);
        List<StepLog> logs = running.getOrDefault(pod, List.of());
        running.remove(pod);
        int number = 0;
        for (JsonNode step : attempt.path("steps")) {
            String text = output.of(taskRun, attempt, step);
            if (number < logs.size()) {
                logs.get(number).end(text);
            }
            api.logs().put(pod.namespace, pod.name, "step-" + step.path("name").asString(""), text);
            number++;
        }
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
    }

    private static ObjectNode status(JsonNode attempt) {
        ObjectNode patch = JsonMapper.shared().createObjectNode();
        boolean hasFailed = attempt.path("steps").valueStream().anyMatch(SimulatedPods::hasFailed);
        boolean isRunning = !attempt.has("completionTime");
        ObjectNode status =
                patch.putObject("status").put("phase", isRunning ? "Running" : hasFailed ? "Failed" : "Succeeded");
        JsonNode condition = attempt.at("/conditions/0");
        if (condition.path("reason").asString("").equals("PodEvicted")) {
            status.put("reason", "Evicted")
                    .put("message", condition.path("message").asString(""));
        }
        ArrayNode containers = status.putArray("containerStatuses");
        for (JsonNode step : attempt.path("steps")) {
            ObjectNode container = containers
                    .addObject()
                    .put("name", "step-" + step.path("name").asString(""));
            String state = step.has("terminated") ? "terminated" : "running";
            container.putObject("state").set(state, step.path(state).deepCopy());
        }
        return patch;
    }

    private static boolean hasFailed(JsonNode step) {
        return step.at("/terminated/exitCode").asInt(0) != 0;
    }

    @Override
    public void close() {
        nodes.shutdownNow();
    }
}
