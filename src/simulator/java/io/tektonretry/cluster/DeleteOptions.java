package io.tektonretry.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** How an object is to be deleted; empty preconditions hold always. */
record DeleteOptions(Propagation propagation, String uid, String resourceVersion, boolean dryRun) {

    /** What becomes of the dependents. */
    enum Propagation {
        BACKGROUND,
        FOREGROUND,
        ORPHAN
    }

    static final DeleteOptions IN_BACKGROUND = new DeleteOptions(Propagation.BACKGROUND, "", "", false);

    static DeleteOptions of(ApiRequest request) {
        JsonNode body = request.body().isBlank() ? JsonNodeFactory.instance.objectNode() : Writes.tree(request.body());
        String propagation = body.path("propagationPolicy")
                .asString(request.query().getOrDefault("propagationPolicy", "Background"));
        return new DeleteOptions(
                propagation(body, propagation),
                body.path("preconditions").path("uid").asString(""),
                body.path("preconditions").path("resourceVersion").asString(""),
                request.isDryRun() || !body.path("dryRun").isEmpty());
    }

    private static Propagation propagation(JsonNode body, String name) {
        if (body.path("orphanDependents").asBoolean(false)) {
            return Propagation.ORPHAN;
        }
        return switch (name) {
            case "Foreground" -> Propagation.FOREGROUND;
            case "Orphan" -> Propagation.ORPHAN;
            default -> Propagation.BACKGROUND;
        };
    }

    void check(Key key, JsonNode object) {
        check(key, "UID", uid, object.path("metadata").path("uid").asString(""));
        check(
                key,
                "ResourceVersion",
                resourceVersion,
                object.path("metadata").path("resourceVersion").asString(""));
    }

    private static void check(Key key, String field, String wanted, String found) {
        if (!wanted.isEmpty() && !wanted.equals(found)) {
            throw StatusError.conflict(
                    key,
                    "Precondition failed: %s in precondition: %s, %s in object meta: %s"
                            .formatted(field, wanted, field, found));
        }
    }
}
