package io.tektonretry.history.source;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Short texts of a run that may say what it was built from: annotations and labels by key, params as {@code
 * params.<name>}.
 */
public record SourceClaims(Map<String, String> texts) {

    /** For objects that are not runs. */
    public static final SourceClaims NONE = new SourceClaims(Map.of());

    static final String PARAM = "params.";

    /** In characters, as the texts are held in memory until the run is recorded. */
    private static final int LONGEST_OF_ALL = 32 * 1024;

    /** Maximum number of entries, as even short texts take memory. */
    private static final int MOST = 256;

    public SourceClaims {
        texts = Map.copyOf(texts);
    }

    /**
     * The texts of a run. An annotation wins over a label of the same key, as labels allow fewer characters. Keys of
     * known systems come first, in their order: other writers, such as the author of a pull request, must not use up
     * their space.
     */
    public static SourceClaims of(JsonNode run) {
        Texts texts = new Texts();
        JsonNode metadata = run.path("metadata");
        SourceKeys.OF_KNOWN.forEach(key -> {
            texts.add(key, metadata.path("annotations").path(key));
            texts.add(key, metadata.path("labels").path(key));
        });
        addParams(run, texts, SourceKeys.OF_KNOWN::contains);
        metadata.path("annotations").properties().forEach(entry -> texts.add(entry.getKey(), entry.getValue()));
        metadata.path("labels").properties().forEach(entry -> texts.add(entry.getKey(), entry.getValue()));
        addParams(run, texts, key -> true);
        return new SourceClaims(texts.kept);
    }

    private static void addParams(JsonNode run, Texts texts, Predicate<String> isWanted) {
        for (JsonNode param : run.path("spec").path("params")) {
            String name = param.path("name").stringValue("");
            if (!name.isEmpty() && isWanted.test(PARAM + name)) {
                texts.add(PARAM + name, param.path("value"));
            }
        }
    }

    /** Collects texts up to the limits. */
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
