package io.tektonretry.cluster;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Deletes objects, waits for their finalizers and collects what they owned. Callers hold the monitor of the store. */
final class Deletions {

    private static final String FOREGROUND = "foregroundDeletion";

    private final Store store;

    Deletions(Store store) {
        this.store = store;
    }

    /** The {@code Status} of a finished deletion, or the object that waits for its finalizers. */
    ObjectNode delete(Key key, DeleteOptions options) {
        ObjectNode object = store.find(key).orElseThrow(() -> StatusError.notFound(key));
        options.check(key, object);
        if (options.dryRun()) {
            return success(key, object);
        }
        if (options.propagation() == DeleteOptions.Propagation.ORPHAN) {
            dependents(object).forEach(dependent -> disown(dependent, object));
        }
        if (options.propagation() == DeleteOptions.Propagation.FOREGROUND) {
            mark(key, object, true);
            dependents(object).forEach(dependent -> collect(dependent, object, options));
            releaseWhenAlone(key);
        } else if (object.path("metadata").path("finalizers").isEmpty()) {
            release(key, object);
        } else {
            mark(key, object, false);
        }
        return store.find(key).orElseGet(() -> success(key, object));
    }

    /** Whether the last finalizer of an object that is being deleted has gone. */
    boolean isReleased(ObjectNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty();
    }

    /** Removes the object, then what only it owned, then owners that waited for it. */
    ObjectNode release(Key key, ObjectNode object) {
        store.remove(key);
        dependents(object).forEach(dependent -> collect(dependent, object, DeleteOptions.IN_BACKGROUND));
        for (JsonNode owner : object.path("metadata").path("ownerReferences")) {
            owner(key, owner).ifPresent(this::releaseWhenAlone);
        }
        return object;
    }

    private void releaseWhenAlone(Key key) {
        store.find(key).ifPresent(object -> releaseWhenAlone(key, object));
    }

    private void releaseWhenAlone(Key key, ObjectNode object) {
        ArrayNode finalizers = without(object.path("metadata").path("finalizers"), FOREGROUND);
        boolean waits =
                finalizers.size() < object.path("metadata").path("finalizers").size();
        if (!waits || !dependents(object).isEmpty()) {
            return;
        }
        ObjectNode released = object.deepCopy();
        setOrRemove(released.withObject("/metadata"), "finalizers", finalizers);
        if (finalizers.isEmpty()) {
            release(key, released);
        } else {
            store.put(key, released);
        }
    }

    private void collect(ObjectNode dependent, ObjectNode owner, DeleteOptions options) {
        Key key = Key.of(dependent);
        boolean ownedByOthers = false;
        for (JsonNode reference : dependent.path("metadata").path("ownerReferences")) {
            ownedByOthers |= !sameUid(reference, owner.path("metadata"))
                    && owner(key, reference).isPresent();
        }
        if (ownedByOthers) {
            disown(dependent, owner);
        } else {
            delete(key, new DeleteOptions(options.propagation(), "", "", false));
        }
    }

    private void disown(ObjectNode dependent, ObjectNode owner) {
        ObjectNode changed = dependent.deepCopy();
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode reference : dependent.path("metadata").path("ownerReferences")) {
            if (!sameUid(reference, owner.path("metadata"))) {
                kept.add(reference);
            }
        }
        setOrRemove(changed.withObject("/metadata"), "ownerReferences", kept);
        store.put(Key.of(dependent), changed);
    }

    private List<ObjectNode> dependents(ObjectNode owner) {
        return store.all().stream()
                .filter(object -> {
                    boolean owned = false;
                    for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
                        owned |= sameUid(reference, owner.path("metadata"));
                    }
                    return owned;
                })
                .toList();
    }

    private Optional<Key> owner(Key dependent, JsonNode reference) {
        return ResourceType.ofKind(reference.path("kind").asString(""))
                .map(type -> new Key(
                        type,
                        type.namespaced() ? dependent.namespace() : "",
                        reference.path("name").asString("")))
                .filter(key -> store.find(key)
                        .filter(found -> sameUid(reference, found.path("metadata")))
                        .isPresent());
    }

    private void mark(Key key, ObjectNode object, boolean foreground) {
        ObjectNode marked = object.deepCopy();
        ObjectNode metadata = marked.withObject("/metadata");
        if (!metadata.has("deletionTimestamp")) {
            metadata.put(
                            "deletionTimestamp",
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("deletionGracePeriodSeconds", 0);
        }
        if (foreground) {
            setOrRemove(
                    metadata,
                    "finalizers",
                    without(metadata.path("finalizers"), FOREGROUND).add(FOREGROUND));
        }
        if (!marked.equals(object)) {
            store.put(key, marked);
        }
    }

    private static ArrayNode without(JsonNode finalizers, String name) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode finalizer : finalizers) {
            if (!name.equals(finalizer.asString(""))) {
                kept.add(finalizer);
            }
        }
        return kept;
    }

    private static void setOrRemove(ObjectNode metadata, String field, ArrayNode values) {
        if (values.isEmpty()) {
            metadata.remove(field);
        } else {
            metadata.set(field, values);
        }
    }

    private static boolean sameUid(JsonNode one, JsonNode other) {
        return one.path("uid").asString("").equals(other.path("uid").asString("-"));
    }

    private static ObjectNode success(Key key, ObjectNode object) {
        ObjectNode status = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Success");
        status.putObject("metadata");
        status.putObject("details")
                .put("name", key.name())
                .put("group", key.type().group())
                .put("kind", key.type().plural())
                .set("uid", object.path("metadata").path("uid"));
        return status;
    }
}
