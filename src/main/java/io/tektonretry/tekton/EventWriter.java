package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes Kubernetes Events about PipelineRuns in the background: callers do not wait, and failed Events are lost. */
@Component
public class EventWriter implements AutoCloseable {

    /** Type of an Event: Normal when all is well, otherwise Warning. */
    public enum Severity {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String word;

        Severity(String word) {
            this.word = word;
        }
    }

    /** The PipelineRun that an Event is about. */
    public record About(String namespace, String name, UUID uid) {}

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private static final String COMPONENT = "tekton-retry";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int WAITING = 1000;

    private static final int LONGEST_MESSAGE = 1000;

    private final PromptRequests requests;
    private final JsonMapper json;
    private final Clock clock;
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
                Thread thread = new Thread(task, "run-events");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    EventWriter(KubernetesClient client, JsonMapper json, Clock clock) {
        this.requests = new PromptRequests(client, PATIENCE);
        this.json = json;
        this.clock = clock;
    }

    /** Runs a task that calls {@link #write} in the background; returns immediately. */
    public void later(Runnable writing) {
        writer.execute(writing);
    }

    /** Writes an Event about the run; call it within {@link #later}. */
    public void write(About run, Severity severity, String reason, String message) {
        String path = "/api/v1/namespaces/%s/events".formatted(run.namespace());
        String event = event(run, severity, reason, message).toString();
        try {
            requests.ask(client -> client.raw(path, "POST", event));
        } catch (KubernetesClientException e) {
            LOG.atDebug()
                    .addKeyValue("run", run.name())
                    .addKeyValue("cause", e.getMessage())
                    .log("An Event cannot be written");
        }
    }

    /** Uses core/v1 with its older fields, which {@code kubectl describe} shows. */
    private ObjectNode event(About run, Severity severity, String reason, String message) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        ObjectNode event = json.createObjectNode().put("apiVersion", "v1").put("kind", "Event");
        event.putObject("metadata")
                .put("namespace", run.namespace())
                .put(
                        "name",
                        run.name() + "." + Long.toHexString(UUID.randomUUID().getMostSignificantBits()));
        event.putObject("involvedObject")
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("namespace", run.namespace())
                .put("name", run.name())
                .put("uid", run.uid().toString());
        event.putObject("source").put("component", COMPONENT);
        return event.put("type", severity.word)
                .put("reason", reason)
                .put("message", message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)))
                .put("count", 1)
                .put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("reportingComponent", COMPONENT)
                .put("reportingInstance", COMPONENT);
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
