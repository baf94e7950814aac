package io.tektonretry.graphql.document;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The only documents that are executed, by their hash. */
final class AllowedDocuments {

    private final Map<String, String> byHash;

    private AllowedDocuments(Map<String, String> byHash) {
        this.byHash = Map.copyOf(byHash);
    }

    /**
     * Reads the documents below a path, and adds those of the service's own pages. Each {@code *.graphql} file is a document, with every
     * character of it. A {@code *.json} file has an object of documents by their hash.
     *
     * @throws IllegalArgumentException if there is none, or if a hash is not that of its document
     */
    static AllowedDocuments below(Path path, Collection<String> ofPages) {
        Map<String, String> found = new HashMap<>();
        for (Path file : files(path)) {
            String content = content(file);
            if (file.toString().endsWith(".json")) {
                found.putAll(listed(file, content));
            } else {
                found.put(DocumentHash.of(content), content);
            }
        }
        if (found.isEmpty()) {
            throw invalid("has no *.graphql or *.json file with a document at " + path);
        }
        ofPages.forEach(text -> found.put(DocumentHash.of(text), text));
        return new AllowedDocuments(found);
    }

    /** The text of a document; null when it is not allowed. */
    @Nullable
    String find(String hash) {
        return byHash.get(hash);
    }

    Collection<String> texts() {
        return byHash.values();
    }

    static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("tektonretry.graphql-documents.allowed " + why);
    }

    /** Kubernetes mounts a ConfigMap with links and hidden directories. */
    private static List<Path> files(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> Files.isRegularFile(file) && isOfDocuments(file))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("tektonretry.graphql-documents.allowed cannot be read: " + path, e);
        }
    }

    private static boolean isOfDocuments(Path file) {
        return file.toString().endsWith(".graphql") || file.toString().endsWith(".json");
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("tektonretry.graphql-documents.allowed cannot be read: " + file, e);
        }
    }

    private static Map<String, String> listed(Path file, String content) {
        Map<String, String> listed = new HashMap<>();
        json(file, content).properties().forEach(entry -> {
            String text = entry.getValue().asString("");
            if (!DocumentHash.of(text).equals(entry.getKey())) {
                throw invalid("has the document %s in %s, which is not its SHA-256".formatted(entry.getKey(), file));
            }
            listed.put(entry.getKey(), text);
        });
        return listed;
    }

    private static JsonNode json(Path file, String content) {
        try {
            JsonNode read = JsonMapper.shared().readTree(content);
            if (read.isObject()) {
                return read;
            }
        } catch (JacksonException e) {
            // said below
        }
        throw invalid("needs an object {\"<SHA-256>\": \"<document>\"} in " + file);
    }
}
