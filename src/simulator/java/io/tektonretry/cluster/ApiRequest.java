package io.tektonretry.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a Kubernetes API server understands it. Empty strings stand for what a path does not have.
 *
 * @param method the HTTP method
 * @param path the path without its query
 * @param apiVersion group and version, {@code tekton.dev/v1}
 * @param resource the plural of the resource, {@code pipelineruns}
 * @param namespace the namespace, empty for lists over all of them
 * @param name the name of the object, empty for a collection
 * @param subresource {@code status} or empty
 * @param query the query parameters
 * @param headers the headers by their names in lower case; the user agent of the Tekton simulation is {@code tekton-simulator}
 * @param body the body
 */
public record ApiRequest(
        String method,
        String path,
        String apiVersion,
        String resource,
        String namespace,
        String name,
        String subresource,
        Map<String, String> query,
        Map<String, String> headers,
        String body) {

    static ApiRequest of(
            String method, String path, @Nullable String rawQuery, Map<String, String> headers, String body) {
        List<String> parts = new ArrayList<>(Arrays.asList(path.substring(1).split("/")));
        String apiVersion = apiVersion(parts);
        String namespace = "";
        if (parts.size() > 2
                && parts.get(0).equals("namespaces")
                && !parts.get(2).equals("status")) {
            namespace = parts.get(1);
            parts.subList(0, 2).clear();
        }
        return new ApiRequest(
                method,
                path,
                apiVersion,
                part(parts, 0),
                namespace,
                part(parts, 1),
                part(parts, 2),
                parameters(rawQuery),
                headers,
                body);
    }

    private static String apiVersion(List<String> parts) {
        int length = parts.get(0).equals("api") ? 2 : 3;
        if (parts.size() < length) {
            parts.clear();
            return "";
        }
        String version = String.join("/", parts.subList(1, length));
        parts.subList(0, length).clear();
        return version;
    }

    private static String part(List<String> parts, int index) {
        return index < parts.size() ? parts.get(index) : "";
    }

    private static Map<String, String> parameters(@Nullable String rawQuery) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : rawQuery == null || rawQuery.isEmpty() ? new String[0] : rawQuery.split("&")) {
            String[] sides = pair.split("=", 2);
            parameters.put(decoded(sides[0]), sides.length == 2 ? decoded(sides[1]) : "");
        }
        return Map.copyOf(parameters);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Whether a stream of changes is asked for. */
    public boolean isWatch() {
        return method.equals("GET") && query.getOrDefault("watch", "").matches("true|1");
    }

    /** Whether a collection is asked for, once. */
    public boolean isList() {
        return method.equals("GET") && name.isEmpty() && !isWatch();
    }

    /** A header, empty when it was not sent. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isDryRun() {
        return query.getOrDefault("dryRun", "").equals("All");
    }

    Optional<ResourceType> type() {
        return ResourceType.at(apiVersion, resource);
    }

    Key key(ResourceType type) {
        return new Key(type, namespace, name);
    }

    long number(String parameter, long otherwise) {
        String text = query.getOrDefault(parameter, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StatusError.badRequest("%s: Invalid value: \"%s\"".formatted(parameter, text));
        }
    }
}
