package io.tektonretry.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Creates, replaces, patches and deletes; each write holds the monitor of the store from its first look to its end. */
final class Writes {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Store store;
    private final Deletions deletions;
    private final List<Admission> admissions = new CopyOnWriteArrayList<>();

    Writes(Store store) {
        this.store = store;
        this.deletions = new Deletions(store);
    }

    void admission(Admission admission) {
        admissions.add(admission);
    }

    void withdraw(Admission admission) {
        admissions.remove(admission);
    }

    ObjectNode create(ResourceType type, ApiRequest request) {
        return create(type, request.namespace(), body(request), request.isDryRun());
    }

    ObjectNode create(ResourceType type, String namespace, ObjectNode body, boolean dryRun) {
        ObjectNode object = NewObject.of(type, namespace, body);
        for (Admission admission : admissions) {
            List<String> objections = admission.objections(object);
            if (!objections.isEmpty()) {
                throw StatusError.badRequest(String.join("\n", objections));
            }
        }
        synchronized (store) {
            Key key = Key.of(object);
            if (store.find(key).isPresent()) {
                throw StatusError.alreadyExists(key);
            }
            if (dryRun) {
                return object;
            }
            ensureNamespace(key.namespace());
            return store.put(key, object);
        }
    }

    void ensureNamespace(String name) {
        ResourceType namespace = ResourceType.ofKind("Namespace").orElseThrow();
        Key key = new Key(namespace, "", name);
        if (!name.isEmpty() && store.find(key).isEmpty()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            object.putObject("metadata").put("name", name);
            store.put(key, NewObject.of(namespace, "", object));
        }
    }

    ObjectNode replace(ResourceType type, ApiRequest request) {
        ObjectNode body = body(request);
        return change(type, request, stored -> body);
    }

    ObjectNode patch(ResourceType type, ApiRequest request) {
        JsonNode patch = tree(request.body());
        return switch (request.header("content-type").replaceAll(";.*", "").trim()) {
            case "application/merge-patch+json" ->
                change(type, request, stored -> (ObjectNode) MergePatch.apply(stored, patch));
            case "application/json-patch+json" ->
                change(type, request, stored -> (ObjectNode) JsonPatch.apply(stored, patch));
            default ->
                throw new StatusError(
                        415,
                        "UnsupportedMediaType",
                        "the body of the request was in an unknown format - accepted media types include:"
                                + " application/json-patch+json, application/merge-patch+json");
        };
    }

    private ObjectNode change(ResourceType type, ApiRequest request, UnaryOperator<ObjectNode> edit) {
        Key key = request.key(type);
        synchronized (store) {
            ObjectNode stored = store.find(key).orElseThrow(() -> StatusError.notFound(key));
            ObjectNode wanted = edit.apply(stored.deepCopy());
            Update update =
                    new Update(key, stored, wanted, request.subresource().equals("status"));
            update.check();
            ObjectNode result = update.result();
            if (request.isDryRun() || result.equals(stored)) {
                return result;
            }
            return deletions.isReleased(result) ? deletions.release(key, result) : store.put(key, result);
        }
    }

    ObjectNode delete(ResourceType type, ApiRequest request) {
        return delete(request.key(type), request);
    }

    ObjectNode delete(Key key, ApiRequest request) {
        return delete(key, DeleteOptions.of(request));
    }

    ObjectNode delete(Key key, DeleteOptions options) {
        synchronized (store) {
            return deletions.delete(key, options);
        }
    }

    static ObjectNode body(ApiRequest request) {
        if (tree(request.body()) instanceof ObjectNode object) {
            return object;
        }
        throw StatusError.badRequest("the object provided is unrecognized (must be of type object)");
    }

    static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw StatusError.badRequest("the object provided is unrecognized: " + e.getOriginalMessage());
        }
    }
}
