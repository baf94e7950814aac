package io.tektonretry.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs of the invented company, each with what a cluster adds: the fields that Tekton writes to every object, keys in the order of the
 * API server, init containers of pods, and the Events that Tekton, the scheduler and the kubelet write.
 */
public final class BelievableRuns {

    private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private static final String PROVENANCE = """
            {"featureFlags": {"awaitSidecarReadiness": true, "coschedule": "workspaces", "enableAPIFields": "beta",
             "enableProvenanceInStatus": true, "enforceNonfalsifiability": "none", "maxResultSize": 4096,
             "resultExtractionMethod": "termination-message", "runningInEnvWithInjectedSidecars": true,
             "sendCloudEventsForRuns": true, "verificationNoMatchPolicy": "ignore"}}
            """;

    private final Random random = new Random(7);

    private BelievableRuns() {}

    /**
     * A run.
     *
     * @param objects the PipelineRun and its children
     */
    public record Run(List<ObjectNode> objects, List<ObjectNode> pods, List<ObjectNode> events, Instant end) {}

    /** Some runs in the order of their end. */
    public static List<Run> of(int number) {
        RunWriter writer = new RunWriter(1_000_000);
        BelievableRuns believable = new BelievableRuns();
        return Stream.iterate(1L, seed -> seed + 1)
                .flatMap(seed -> DemoHistory.until(NOW.minusSeconds(seed), seed).stream())
                .map(writer::root)
                .limit(number)
                .sorted(Comparator.comparing(WrittenRun::end))
                .map(believable::run)
                .toList();
    }

    private Run run(WrittenRun written) {
        List<ObjectNode> objects = Stream.concat(Stream.of(written.run()), written.children().stream())
                .map(this::object)
                .toList();
        List<ObjectNode> pods = written.pods().stream().map(BelievableRuns::pod).toList();
        List<ObjectNode> events = new ArrayList<>();
        objects.forEach(object -> events.addAll(eventsOf(object)));
        pods.forEach(pod -> events.addAll(eventsOfPod(pod)));
        return new Run(objects, pods, events, written.end());
    }

    private ObjectNode object(ObjectNode object) {
        ObjectNode metadata = (ObjectNode) object.path("metadata");
        ObjectNode annotations = metadata.withObjectProperty("annotations");
        annotations.put("pipeline.tekton.dev/release", "v1.15.0");
        annotations.remove(annotations.propertyNames().stream()
                .filter(name -> name.startsWith("demo."))
                .toList());
        if (object.path("kind").asString().equals("CustomRun")) {
            return sorted(object);
        }
        ObjectNode status = (ObjectNode) object.path("status");
        status.set("provenance", SORTED.readTree(PROVENANCE));
        if (object.path("kind").asString().equals("TaskRun")) {
            status.putObject("artifacts");
        }
        for (JsonNode step : status.path("steps")) {
            ((ObjectNode) step).putObject("provenance");
            ((ObjectNode) step.path("terminated"))
                    .put("containerID", "containerd://" + (hex() + hex()).replace("-", ""));
        }
        return sorted(object);
    }

    private String hex() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static ObjectNode sorted(ObjectNode object) {
        return (ObjectNode) SORTED.readTree(SORTED.writeValueAsString(object));
    }

    private static ObjectNode pod(ObjectNode pod) {
        for (String name : List.of("prepare", "place-scripts")) {
            JsonNode ended = pod.at("/status/containerStatuses/0/state/terminated");
            ((ObjectNode) pod.path("status"))
                    .withArrayProperty("initContainerStatuses")
                    .addObject()
                    .put("name", name)
                    .putObject("state")
                    .putObject("terminated")
                    .put("exitCode", 0)
                    .put("reason", "Completed")
                    .put("startedAt", ended.path("startedAt").asString())
                    .put("finishedAt", ended.path("startedAt").asString());
        }
        return pod;
    }

    private List<ObjectNode> eventsOf(ObjectNode object) {
        JsonNode condition = object.at("/status/conditions/0");
        String begin = object.at("/status/startTime").asString();
        String end = object.at("/status/completionTime").asString();
        boolean succeeded = condition.path("status").asString().equals("True");
        List<ObjectNode> events = new ArrayList<>();
        events.add(event(object, "Normal", "Started", "", begin));
        int tasks = object.at("/status/childReferences").size();
        if (tasks > 0) {
            IntStream.range(0, tasks)
                    .forEach(done -> events.add(event(
                            object,
                            "Normal",
                            "Running",
                            "Tasks Completed: %d (Failed: 0, Cancelled 0), Incomplete: %d, Skipped: 0"
                                    .formatted(done, tasks - done),
                            begin)));
        } else {
            events.add(event(object, "Normal", "Pending", "Pending", begin));
            events.add(event(object, "Normal", "Running", "Not all Steps in the Task have finished executing", begin));
        }
        events.add(event(
                object,
                succeeded ? "Normal" : "Warning",
                succeeded ? "Succeeded" : "Failed",
                condition.path("message").asString(),
                end));
        return events;
    }

    private List<ObjectNode> eventsOfPod(ObjectNode pod) {
        List<ObjectNode> events = new ArrayList<>();
        String at = pod.at("/metadata/creationTimestamp").asString();
        String name = pod.at("/metadata/name").asString();
        String node = pod.at("/spec/nodeName").asString();
        if (random.nextInt(20) == 0) {
            events.add(event(pod, "Warning", "FailedScheduling", "0/6 nodes are available: 6 Insufficient cpu.", at));
        }
        String assigned = "Successfully assigned %s/%s to %s"
                .formatted(pod.at("/metadata/namespace").asString(), name, node);
        events.add(event(pod, "Normal", "Scheduled", assigned, at));
        for (String section : List.of("initContainerStatuses", "containerStatuses")) {
            for (JsonNode container : pod.path("status").path(section)) {
                String what = container.path("name").asString();
                events.add(event(
                        pod,
                        "Normal",
                        "Pulled",
                        "Container image \"%s\" already present on machine".formatted(what),
                        at));
                events.add(event(pod, "Normal", "Created", "Created container: " + what, at));
                events.add(event(pod, "Normal", "Started", "Started container " + what, at));
            }
        }
        return events;
    }

    private ObjectNode event(ObjectNode object, String type, String reason, String message, String at) {
        JsonNode of = object.path("metadata");
        String namespace = of.path("namespace").asString();
        ObjectNode event = JsonMapper.shared()
                .createObjectNode()
                .put("kind", "Event")
                .put("type", type)
                .put("reason", reason)
                .put("message", message)
                .put("count", 1)
                .put("firstTimestamp", at)
                .put("lastTimestamp", at);
        event.putObject("metadata")
                .put("name", of.path("name").asString() + "." + random.nextLong())
                .put("namespace", namespace)
                .put("uid", hex())
                .put("resourceVersion", Integer.toString(2_000_000 + random.nextInt(1_000_000)))
                .put("creationTimestamp", at);
        event.putObject("involvedObject")
                .put("kind", object.path("kind").asString())
                .put("namespace", namespace)
                .put("name", of.path("name").asString())
                .put("uid", of.path("uid").asString());
        return event;
    }
}
