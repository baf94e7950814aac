package io.tektonretry.history.recording;

import io.tektonretry.history.ObservedObject;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a child executed: its definition as Tekton resolved it, and its params, which include the combination of a
 * matrix. Two executions with the same inputs differ at most in their own names and UIDs and in those of their runs.
 *
 * @param hash of all inputs; null when unknown
 * @param paramHashes of each param, by name; null for a child whose name cannot be that of a combination of a matrix
 */
record TaskInputs(@Nullable Long hash, @Nullable Map<String, Long> paramHashes) {

    private static final TaskInputs UNKNOWN = new TaskInputs(null, null);

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Tekton ends the name of a combination with its number. */
    private static final Pattern COMBINATION = Pattern.compile(".*-\\d+");

    /** The inputs; unknown before the end of the child, and for one that was never resolved. */
    static TaskInputs of(ObservedObject child, byte[] json) {
        if (child.isPipelineRun() || !RunState.of(child.document()).status().isDone()) {
            return UNKNOWN;
        }
        Map<String, String> parts = parts(json);
        String params = parts.getOrDefault("spec.params", "");
        String definition = parts.getOrDefault("status.taskSpec", parts.get("spec.customSpec"));
        String referred = definition == null ? parts.get("spec.customRef") : definition;
        return new TaskInputs(
                referred == null ? null : hash(withoutNames(params + referred, child)),
                params.isEmpty() || !COMBINATION.matcher(child.name()).matches() ? null : hashes(params, child));
    }

    private static Map<String, Long> hashes(String params, ObservedObject child) {
        Map<String, Long> hashes = new TreeMap<>();
        JSON.readTree(params)
                .forEach(param -> hashes.put(
                        param.path("name").asString(""),
                        hash(withoutNames(param.path("value").toString(), child))));
        return hashes;
    }

    private static Map<String, String> parts(byte[] json) {
        Map<String, String> parts = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String section = parser.currentName();
                parser.nextToken();
                if (parser.currentToken() == JsonToken.START_OBJECT
                        && (section.equals("spec") || section.equals("status"))) {
                    section(parser, section, parts);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return parts;
    }

    private static void section(JsonParser parser, String section, Map<String, String> parts) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = section + "." + parser.currentName();
            parser.nextToken();
            switch (name) {
                case "spec.params", "spec.customRef", "spec.customSpec", "status.taskSpec" ->
                    parts.put(name, parser.readValueAsTree().toString());
                default -> parser.skipChildren();
            }
        }
    }

    /**
     * Tekton has put them in the place of variables such as {@code $(context.pipelineRun.name)}, and a retry keeps those
     * of the first run of its lineage. Longer names first: that of a retry begins with that of the first run.
     */
    private static String withoutNames(String text, ObservedObject child) {
        String shown = text;
        for (String name : Stream.of(
                        child.name(),
                        child.uid().toString(),
                        child.label(TektonKeys.PIPELINE_RUN),
                        child.label(TektonKeys.PIPELINE_RUN_UID),
                        child.label(TektonKeys.ROOT_UID),
                        child.annotation(TektonKeys.ROOT_NAME))
                .filter(name -> name != null && !name.isEmpty())
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            if (shown.contains(name)) {
                shown = Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(name) + "(?![A-Za-z0-9])")
                        .matcher(shown)
                        .replaceAll(Matcher.quoteReplacement("\u0000"));
            }
        }
        return shown;
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
