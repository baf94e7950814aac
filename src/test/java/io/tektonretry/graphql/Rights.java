package io.tektonretry.graphql;

import io.tektonretry.cluster.ApiServerDouble;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Grants users of an API server double rights such as {@code list pipelineruns ci}; without a namespace they hold in all of them. */
final class Rights {

    private final List<String> questions = new CopyOnWriteArrayList<>();

    private Rights() {}

    /** Grants to everybody the same. */
    static Rights of(ApiServerDouble cluster, Set<String> granted) {
        Rights rights = new Rights();
        cluster.access(spec -> granted.contains(rights.asked(spec)));
        return rights;
    }

    /** Grants to each user what stands under the name of the user. */
    static Rights of(ApiServerDouble cluster, Map<String, Set<String>> granted) {
        Rights rights = new Rights();
        cluster.access(spec ->
                granted.getOrDefault(spec.path("user").asString(""), Set.of()).contains(rights.asked(spec)));
        return rights;
    }

    /** What was asked so far, in that order. */
    List<String> questions() {
        return List.copyOf(questions);
    }

    private String asked(ObjectNode spec) {
        JsonNode right = spec.path("resourceAttributes");
        String part = right.path("subresource").asString("");
        String asked = String.join(
                        " ",
                        right.path("verb").asString(),
                        right.path("resource").asString() + (part.isEmpty() ? "" : "/" + part),
                        right.path("namespace").asString(""))
                .strip();
        questions.add(asked);
        return asked;
    }
}
