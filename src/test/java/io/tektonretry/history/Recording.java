package io.tektonretry.history;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.document.Deflated;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.ObservedRows;
import io.tektonretry.history.recording.ObservedState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A scenario that a real Tekton controller played, with everything that its watches delivered. */
public record Recording(Path folder) {

    private static final Path ALL = Path.of("src/test/resources/recordings");
    private static final JsonMapper JSON = JsonMapper.shared();

    public static Stream<Recording> all() {
        try {
            return Files.list(ALL).filter(Files::isDirectory).sorted().map(Recording::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Recording of(String name) {
        return new Recording(ALL.resolve(name));
    }

    public String name() {
        return folder.getFileName().toString();
    }

    /** What was seen of the run, of its retries and of whatever else the scenario has, in the order of arrival. */
    public List<Observation> observations() {
        return events().stream().map(Recording::observation).toList();
    }

    /** What was seen before anybody retried the run. */
    public List<Observation> observationsOfTheFirstRun() {
        return events(folder.resolve("watch.jsonl")).stream()
                .map(Recording::observation)
                .toList();
    }

    /** The same as events of the watches: {@code {"type", "object"}}. */
    public List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.endsWith("watch.jsonl"))
                    .sorted((one, other) -> Integer.compare(one.getNameCount(), other.getNameCount()))
                    .forEach(file -> events.addAll(events(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    /** The last state of each object, and its deletion. */
    public List<Observation> lastObservations() {
        Map<String, Observation> last = new TreeMap<>();
        observations().forEach(observation -> last.merge(uid(observation), observation, Recording::newer));
        return List.copyOf(last.values());
    }

    JsonNode expected() {
        return read("expected.json");
    }

    boolean has(String file) {
        return Files.exists(folder.resolve(file));
    }

    UUID uid(String file) {
        return UUID.fromString(read(file).path("metadata").path("uid").asString());
    }

    public JsonNode read(String file) {
        return JSON.readTree(folder.resolve(file));
    }

    /** The outcomes of the run's tasks, by their names. */
    Map<String, String> outcomes() {
        return expected().path("outcomes").properties().stream()
                .collect(toMap(Map.Entry::getKey, outcome -> outcome.getValue().asString()));
    }

    private static List<JsonNode> events(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(JSON::readTree)
                    .filter(event -> !event.path("type").asString().equals("BOOKMARK"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observation observation(JsonNode event) {
        ObjectNode object = (ObjectNode) event.path("object");
        JsonNode labels = object.path("metadata").path("labels");
        if (labels.has("tektonretry.io/attempt")) {
            ((ObjectNode) labels).set("tektonretry.io/retry-number", labels.path("tektonretry.io/attempt"));
        }
        return event.path("type").asString().equals("DELETED")
                ? new Observation.Deleted(object)
                : new Observation.Seen(object);
    }

    private static Observation newer(Observation one, Observation other) {
        return version(other) >= version(one) ? other : one;
    }

    private static String uid(Observation observation) {
        return object(observation).path("metadata").path("uid").asString();
    }

    private static long version(Observation observation) {
        return Long.parseLong(
                object(observation).path("metadata").path("resourceVersion").asString());
    }

    /** The object that was seen or deleted. */
    public static ObjectNode object(Observation observation) {
        ObservedState state = observation instanceof Observation.Deleted deleted
                ? deleted.state()
                : ((Observation.Seen) observation).state();
        ObservedRows rows = (ObservedRows) state;
        return Deflated.read(Deflated.inflated(rows.uid(), rows.body(), rows.jsonBytes()));
    }
}
