package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Executes PipelineRuns that come without a status, as Tekton's controllers do but without pods. Runs that were recorded elsewhere,
 * or that another controller manages, are left alone. {@link Script} says how tasks end.
 */
public final class TektonSimulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TektonSimulator.class);
    private static final Duration PAUSE_AFTER_TROUBLE = Duration.ofMillis(50);

    private final HttpApi api;
    private final Duration taskDuration;
    private final PipelineRunController pipelineRuns;
    private final ChildController children;
    private final Set<String> executed = ConcurrentHashMap.newKeySet();
    private final Set<Work> queued = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(TektonSimulator::daemon);
    private final List<Thread> watchers;

    private record Work(String kind, String namespace, String name) {}

    private TektonSimulator(String url, Duration taskDuration) {
        this.api = new HttpApi(url);
        this.taskDuration = taskDuration;
        this.pipelineRuns = new PipelineRunController(api);
        this.children = new ChildController(api);
        this.watchers = Stream.of("PipelineRun", "TaskRun", "CustomRun")
                .map(kind -> daemon(() -> watch(kind)))
                .toList();
    }

    /**
     * Starts the simulated controllers.
     *
     * @param url the API server
     * @param taskDuration how long an attempt of a task takes, unless its run says so
     */
    public static TektonSimulator start(String url, Duration taskDuration) {
        TektonSimulator started = new TektonSimulator(url, taskDuration);
        started.watchers.forEach(Thread::start);
        return started;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tekton-simulator");
        thread.setDaemon(true);
        return thread;
    }

    private void watch(String kind) {
        while (!worker.isShutdown() && !Thread.currentThread().isInterrupted()) {
            try {
                ObjectNode list = api.list(kind, "", "");
                list.path("items").forEach(this::seen);
                api.watch(kind, list.at("/metadata/resourceVersion").asString(), this::seen);
            } catch (Api.Unavailable e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_TROUBLE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void seen(JsonNode object) {
        boolean run = Json.text(object, "kind").equals("PipelineRun");
        if (run && isNew(object)) {
            executed.add(object.at("/metadata/uid").asString());
        }
        String namespace = object.at("/metadata/namespace").asString("");
        if (executed.contains(runUid(object))) {
            enqueue(
                    new Work(
                            Json.text(object, "kind"),
                            namespace,
                            object.at("/metadata/name").asString()),
                    Duration.ZERO);
            if (!run) {
                enqueue(new Work("PipelineRun", namespace, runName(object)), Duration.ZERO);
            }
        }
    }

    /** A real API server writes managedFields, so an object that has them is a recording. */
    private static boolean isNew(JsonNode run) {
        return !run.has("status")
                && !run.path("metadata").has("managedFields")
                && !run.path("spec").has("managedBy");
    }

    private static String runUid(JsonNode object) {
        return object instanceof ObjectNode node && !Json.text(object, "kind").equals("PipelineRun")
                ? Child.runUid(node)
                : object.at("/metadata/uid").asString("");
    }

    private static String runName(JsonNode child) {
        return Json.text(child.path("metadata").path("labels"), TektonKeys.PIPELINE_RUN);
    }

    private void enqueue(Work work, Duration delay) {
        if (queued.add(work)) {
            schedule(() -> reconcile(work), delay);
        }
    }

    private void schedule(Runnable task, Duration delay) {
        if (!worker.isShutdown()) {
            var unused = worker.schedule(logged(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The executor would keep a defect of the simulation to itself. */
    private static Runnable logged(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("The simulation of Tekton failed", e);
            }
        };
    }

    private void reconcile(Work work) {
        queued.remove(work);
        attempt(
                work,
                () -> api.get(work.kind, work.namespace, work.name)
                        .filter(object -> executed.contains(runUid(object)))
                        .ifPresent(object -> reconcile(work, object)));
    }

    private void reconcile(Work work, ObjectNode object) {
        if (work.kind.equals("PipelineRun")) {
            pipelineRuns.reconcile(object);
        } else if (children.reconcile(object) == ChildController.Next.FINISH) {
            schedule(() -> finish(work), ChildController.duration(object, taskDuration));
        }
    }

    private void finish(Work work) {
        try {
            api.get(work.kind, work.namespace, work.name).ifPresent(children::finish);
        } catch (Api.Unavailable e) {
            schedule(() -> finish(work), PAUSE_AFTER_TROUBLE);
        }
    }

    private void attempt(Work work, Runnable task) {
        try {
            task.run();
        } catch (Api.Unavailable e) {
            LOG.atDebug().setCause(e).log("Trying again");
            enqueue(work, PAUSE_AFTER_TROUBLE);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        watchers.forEach(Thread::interrupt);
    }
}
