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
 * Orders the objects that have had the same name. A name is free again once its object is gone, and Tekton recreates a
 * deleted child under the same name.
 *
 * @param createdAt in whole seconds
 * @param resourceVersion of any state of the object: all are lower than those of an object created later
 */
public record Incarnation(Instant createdAt, long resourceVersion) implements Comparable<Incarnation> {

    private static final Comparator<Incarnation> OLDEST_FIRST =
            comparing(Incarnation::createdAt).thenComparingLong(Incarnation::resourceVersion);

    /** Reads the metadata of an object; missing values count as oldest. */
    public static Incarnation of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new Incarnation(
                instant(metadata.path("creationTimestamp").asString("")),
                metadata.path("resourceVersion").asLong(0));
    }

    private static Instant instant(String time) {
        return time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    }

    /** Groups the objects by name, each group from the oldest to the newest, which is the current one. */
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
