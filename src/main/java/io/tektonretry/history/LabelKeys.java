package io.tektonretry.history;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The keys of labels as the database keeps them. The prefixes of most keys are known, and would take more bytes than the
 * values. Kubernetes allows no {@code @} in a key. A prefix that has been stored keeps its letter.
 */
public final class LabelKeys {

    private static final String MARK = "@";

    private static final List<Prefix> PREFIXES = List.of(
            new Prefix("pipelinesascode.tekton.dev/", "@p"),
            new Prefix("tekton.dev/", "@t"),
            new Prefix("triggers.tekton.dev/", "@g"),
            new Prefix("dashboard.tekton.dev/", "@d"),
            new Prefix("chains.tekton.dev/", "@c"),
            new Prefix("results.tekton.dev/", "@s"),
            new Prefix("tektonretry.io/", "@r"),
            new Prefix("app.kubernetes.io/", "@a"),
            new Prefix(MARK, MARK + MARK));

    private record Prefix(String text, String stored) {}

    private LabelKeys() {}

    public static String stored(String key) {
        return PREFIXES.stream()
                .filter(prefix -> key.startsWith(prefix.text()))
                .findFirst()
                .map(prefix -> prefix.stored() + key.substring(prefix.text().length()))
                .orElse(key);
    }

    public static Map<String, String> stored(Map<String, String> labels) {
        return map(labels, LabelKeys::stored);
    }

    static Map<String, String> read(Map<String, String> stored) {
        return map(stored, LabelKeys::read);
    }

    private static String read(String stored) {
        return PREFIXES.stream()
                .filter(prefix -> stored.startsWith(prefix.stored()))
                .findFirst()
                .map(prefix -> prefix.text() + stored.substring(prefix.stored().length()))
                .orElse(stored);
    }

    private static Map<String, String> map(Map<String, String> labels, UnaryOperator<String> key) {
        Map<String, String> mapped = new TreeMap<>();
        labels.forEach((name, value) -> mapped.put(key.apply(name), value));
        return mapped;
    }
}
