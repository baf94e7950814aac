package io.tektonretry.tekton;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Tells apart the objects that have had one name: a name is free again when its object is gone, and Tekton makes a child that
 * somebody has deleted anew under the same name.
 *
 * @param createdAt in whole seconds
 * @param resourceVersion of any state of the object: all of them are below those of an object that came later
 */
public record Incarnation(Instant createdAt, long resourceVersion) implements Comparable<Incarnation> {

    private static final Comparator<Incarnation> OLDEST_FIRST =
            comparing(Incarnation::createdAt).thenComparingLong(Incarnation::resourceVersion);

    /** Reads the metadata of an object; what is missing is as old as can be. */
    public static Incarnation of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new Incarnation(
                instant(metadata.path("creationTimestamp").asString("")),
                metadata.path("resourceVersion").asLong(0));
    }

    private static Instant instant(String time) {
        return time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    }

    /** The objects by their names, of each name the one that was created first in front, and the one that counts at the end. */
    public static <T> Map<String, List<T>> byName(
            Collection<T> objects, Function<T, String> name, Function<T, Incarnation> incarnation) {
        return objects.stream()
                .sorted(comparing(incarnation))
                .collect(groupingBy(name, LinkedHashMap::new, Collectors.toList()));
    }

    @Override
    public int compareTo(Incarnation other) {
        return OLDEST_FIRST.compare(this, other);
    }
}
