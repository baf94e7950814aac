package io.tektonretry.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One folder of the recordings of a real Tekton controller, found on the class path. */
public record RecordedScenario(Path folder) {

    private static final String OBJECTS = "{PipelineRun,TaskRun-*,CustomRun-*,PersistentVolumeClaim}.json";
    private static final YAMLMapper YAML = new YAMLMapper();

    /** The scenario of the given name. */
    public static RecordedScenario named(String name) {
        return new RecordedScenario(root().resolve(name));
    }

    /** All scenarios, by name. */
    public static List<RecordedScenario> all() {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(RecordedScenario::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            URL url = Objects.requireNonNull(RecordedScenario.class.getResource("/recordings"), "no recordings");
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of the folder. */
    public String name() {
        return folder.getFileName().toString();
    }

    /** The same set of files for another run of the scenario, {@code retry} for instance. */
    public RecordedScenario part(String name) {
        return new RecordedScenario(folder.resolve(name));
    }

    /** Whether there is such a part with a run of its own. */
    public boolean hasPart(String name) {
        return Files.exists(folder.resolve(name).resolve("PipelineRun.json"));
    }

    /** The namespace it was recorded in. */
    public String namespace() {
        return pipelineRun().at("/metadata/namespace").asString();
    }

    /** The PipelineRun at the end. */
    public ObjectNode pipelineRun() {
        return (ObjectNode) read(folder.resolve("PipelineRun.json"));
    }

    /** The run, its children and its claim at the end. */
    public List<ObjectNode> objects() {
        List<ObjectNode> objects = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, OBJECTS)) {
            files.forEach(file -> objects.add((ObjectNode) read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return objects;
    }

    /** The TaskRuns and CustomRuns at the end. */
    public List<ObjectNode> children() {
        return objects().stream()
                .filter(object -> object.path("kind").asString("").matches("TaskRun|CustomRun"))
                .toList();
    }

    /** Tasks and Pipelines that the run refers to. */
    public List<ObjectNode> definitions() {
        return documents("given.yaml").stream()
                .filter(object -> object.path("kind").asString("").matches("Task|Pipeline"))
                .toList();
    }

    /** The objects of a YAML file of the folder, placed in its namespace. */
    public List<ObjectNode> documents(String file) {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(Files.newInputStream(folder.resolve(file)))) {
            List<ObjectNode> objects = new ArrayList<>();
            while (documents.hasNext()) {
                if (documents.next() instanceof ObjectNode object) {
                    object.withObject("/metadata").put("namespace", namespace());
                    objects.add(object);
                }
            }
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of {@code watch.jsonl}. */
    public List<JsonNode> events() {
        try (Stream<String> lines = Files.lines(folder.resolve("watch.jsonl"))) {
            return lines.filter(line -> !line.isBlank())
                    .map(line -> JsonMapper.shared().readTree(line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        return JsonMapper.shared().readTree(file.toFile());
    }
}
