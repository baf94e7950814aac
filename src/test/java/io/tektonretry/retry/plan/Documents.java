package io.tektonretry.retry.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes JSON and YAML files of tests. */
final class Documents {

    static final Path RESOURCES = Path.of("src/test/resources");

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLWriteFeature.SPLIT_LINES)
            .build();

    private Documents() {}

    static JsonNode read(Path file) {
        return mapper(file).readTree(file.toFile());
    }

    /** All documents of a file of YAML. */
    static List<JsonNode> readAll(Path file) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return documents.readAll();
        }
    }

    static String yaml(JsonNode node) {
        return YAML.writeValueAsString(node);
    }

    static JsonNode parseYaml(String text) {
        return YAML.readTree(text);
    }

    /** A PipelineRun with the children that stand beside it in the folder. */
    static AttemptDocuments recordedRun(Path folder, Set<String> gone) {
        List<ObjectNode> children = files(folder).stream()
                .filter(file -> file.getFileName().toString().matches("(TaskRun|CustomRun)-.*\\.json"))
                .map(file -> (ObjectNode) read(file))
                .toList();
        return new AttemptDocuments((ObjectNode) read(folder.resolve("PipelineRun.json")), children, gone);
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> folders(Path folder) {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectMapper mapper(Path file) {
        return file.toString().endsWith(".json") ? JSON : YAML;
    }
}
