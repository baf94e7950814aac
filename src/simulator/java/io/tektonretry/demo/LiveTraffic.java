package io.tektonretry.demo;

import io.tektonretry.cluster.SimulatedCluster;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a run every now and then, has the bot look at those that failed, and deletes old ones from the cluster. */
public final class LiveTraffic implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTraffic.class);
    private static final int SHORTEST_PAUSE = 10;
    private static final int LONGEST_PAUSE = 20;
    private static final int KEPT_RUNS = 120;
    private static final int KEPT_EVENTS = 500;
    private static final int KEPT_CHANGES = 4000;
    private static final Set<String> NAMESPACES =
            DemoCatalog.ALL.stream().map(DemoPipeline::namespace).collect(Collectors.toUnmodifiableSet());

    private final SimulatedCluster cluster;
    private final CiBot bot;
    private final NewRuns newRuns;
    private final Random random;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "demo-traffic");
        thread.setDaemon(true);
        return thread;
    });

    LiveTraffic(SimulatedCluster cluster, CiBot bot, long seed) {
        this.cluster = cluster;
        this.bot = bot;
        this.random = new Random(seed);
        this.newRuns = new NewRuns(random);
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        cluster.api().rememberChanges(KEPT_CHANGES);
        schedule(1);
    }

    private void schedule(int seconds) {
        var unused = clock.schedule(this::next, seconds, TimeUnit.SECONDS);
    }

    private void next() {
        try {
            cluster.api().create(newRuns.next());
            bot.look(runs());
            prune();
        } catch (RuntimeException e) {
            LOG.error("The made-up traffic failed", e);
        }
        schedule(SHORTEST_PAUSE + random.nextInt(LONGEST_PAUSE - SHORTEST_PAUSE + 1));
    }

    private List<ObjectNode> runs() {
        return cluster.api().list("PipelineRun").stream()
                .filter(run -> NAMESPACES.contains(
                        run.path("metadata").path("namespace").asString("")))
                .sorted(Comparator.comparing((ObjectNode run) ->
                                run.path("metadata").path("creationTimestamp").asString(""))
                        .reversed())
                .toList();
    }

    private void prune() {
        runs().stream()
                .skip(KEPT_RUNS)
                .filter(run -> run.path("status").has("completionTime"))
                .forEach(run -> delete("PipelineRun", run));
        List<ObjectNode> events = cluster.api().list("Event");
        events.stream()
                .sorted(Comparator.comparing(event ->
                        event.path("metadata").path("creationTimestamp").asString("")))
                .limit(Math.max(0, events.size() - KEPT_EVENTS))
                .forEach(event -> delete("Event", event));
    }

    private void delete(String kind, ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        cluster.api()
                .delete(
                        kind,
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString(""));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
