package io.tektonretry.cluster;

import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/** Where an object stands; the order is the order of lists. */
record Key(ResourceType type, String namespace, String name) implements Comparable<Key> {

    private static final Comparator<Key> ORDER = Comparator.comparing(
                    (Key key) -> key.type().qualified())
            .thenComparing(Key::namespace)
            .thenComparing(Key::name);

    static Key of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new Key(
                ResourceType.of(object),
                metadata.path("namespace").asString(""),
                metadata.path("name").asString(""));
    }

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }
}
