package io.tektonretry.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A change of a stored object: what is refused, and what remains of the wanted state. */
record Update(Key key, ObjectNode stored, ObjectNode wanted, boolean ofStatus) {

    private static final List<String> SET_BY_THE_SERVER =
            List.of("uid", "creationTimestamp", "generation", "deletionTimestamp", "deletionGracePeriodSeconds");

    void check() {
        String version = wanted.path("metadata").path("resourceVersion").asString("");
        if (version.isEmpty() && key.type().custom()) {
            throw StatusError.invalid(
                    key, "metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        }
        if (!version.isEmpty() && !version.equals(own("resourceVersion").asString(""))) {
            throw StatusError.conflict(
                    key, "the object has been modified; please apply your changes to the latest version and try again");
        }
        String uid = wanted.path("metadata").path("uid").asString("");
        if (!uid.isEmpty() && !uid.equals(own("uid").asString(""))) {
            throw StatusError.conflict(
                    key,
                    "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                            .formatted(uid, own("uid").asString("")));
        }
        if (stored.path("metadata").has("deletionTimestamp") && hasNewFinalizers()) {
            throw StatusError.invalid(
                    key,
                    "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted");
        }
        if (!wanted.path("metadata").path("name").asString(key.name()).equals(key.name())) {
            throw StatusError.badRequest("the name of the object does not match the name on the URL");
        }
    }

    private boolean hasNewFinalizers() {
        Set<JsonNode> added = new HashSet<>(
                wanted.path("metadata").path("finalizers").valueStream().toList());
        own("finalizers").forEach(added::remove);
        return !added.isEmpty();
    }

    /** The main resource keeps the stored status, the status subresource keeps everything else. */
    ObjectNode result() {
        if (ofStatus) {
            ObjectNode result = stored.deepCopy();
            return replaced(result, "status", wanted.path("status"));
        }
        ObjectNode result = wanted.deepCopy();
        result.put("apiVersion", key.type().apiVersion()).put("kind", key.type().kind());
        if (key.type().hasStatus()) {
            replaced(result, "status", stored.path("status"));
        }
        ObjectNode metadata = result.withObject("/metadata").put("name", key.name());
        SET_BY_THE_SERVER.forEach(field -> replaced(metadata, field, own(field)));
        replaced(metadata, "namespace", own("namespace"));
        replaced(metadata, "resourceVersion", own("resourceVersion"));
        if (key.type().custom() && !result.path("spec").equals(stored.path("spec"))) {
            metadata.put("generation", own("generation").asInt(1) + 1);
        }
        return result;
    }

    private JsonNode own(String field) {
        return stored.path("metadata").path(field);
    }

    private static ObjectNode replaced(ObjectNode object, String field, JsonNode value) {
        if (value.isMissingNode()) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
        return object;
    }
}
