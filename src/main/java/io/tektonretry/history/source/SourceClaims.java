package io.tektonretry.history.source;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The short texts of a run that may say what it was built from: by key those of its annotations and labels, and by
 * {@code params.<name>} those of its params.
 */
public record SourceClaims(Map<String, String> texts) {

    /** Of an object that is no run. */
    public static final SourceClaims NONE = new SourceClaims(Map.of());

    static final String PARAM = "params.";

    /** Characters: the texts wait in memory until the run is recorded. */
    private static final int LONGEST_OF_ALL = 32 * 1024;

    /** However short a text is, it takes an entry of a map. */
    private static final int MOST = 256;

    public SourceClaims {
        texts = Map.copyOf(texts);
    }

    /** An annotation says more than a label of the same key, in which not every character can stand. */
    public static SourceClaims of(JsonNode run) {
        Texts texts = new Texts();
        JsonNode metadata = run.path("metadata");
        metadata.path("annotations").properties().forEach(entry -> texts.add(entry.getKey(), entry.getValue()));
        metadata.path("labels").properties().forEach(entry -> texts.add(entry.getKey(), entry.getValue()));
        run.path("spec")
                .path("params")
                .valueStream()
                .filter(param -> param.path("name").isString())
                .forEach(param -> texts.add(PARAM + param.path("name").stringValue(), param.path("value")));
        return new SourceClaims(texts.kept);
    }

    /** As many as there is room for. */
    private static final class Texts {

        private final Map<String, String> kept = new HashMap<>();
        private int size;

        void add(String key, JsonNode value) {
            if (!value.isString()) {
                return;
            }
            String text = value.stringValue();
            int more = key.length() + text.length();
            if (text.length() <= RunSource.LONGEST_URL
                    && size + more <= LONGEST_OF_ALL
                    && kept.size() < MOST
                    && !kept.containsKey(key)) {
                kept.put(key, text);
                size += more;
            }
        }
    }
}
