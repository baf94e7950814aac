package io.tektonretry.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Leads a request to what answers it. */
final class Router {

    private final Store store;
    private final Lists lists;
    private final Writes writes;
    private final Reviews reviews;

    Router(Store store, Writes writes, Reviews reviews) {
        this.store = store;
        this.lists = new Lists(store);
        this.writes = writes;
        this.reviews = reviews;
    }

    Answer answer(ApiRequest request, Fault fault) {
        ResourceType type = request.type().orElse(null);
        if (type == null) {
            return Answer.ok(Discovery.answer(request));
        }
        boolean collection = request.name().isEmpty();
        return switch (request.method()) {
            case "GET" -> Answer.ok(collection ? lists.page(type, request, fault) : asked(get(type, request), request));
            case "POST" -> new Answer(201, post(type, request));
            case "PUT" -> Answer.ok(writes.replace(type, request));
            case "PATCH" -> Answer.ok(asked(writes.patch(type, request), request));
            case "DELETE" -> Answer.ok(collection ? deleteAll(type, request, fault) : writes.delete(type, request));
            default -> throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method");
        };
    }

    private JsonNode get(ResourceType type, ApiRequest request) {
        Key key = request.key(type);
        return store.find(key).orElseThrow(() -> StatusError.notFound(key));
    }

    /** In the form that is asked for. */
    private static JsonNode asked(JsonNode object, ApiRequest request) {
        if (!request.header("accept").startsWith("application/json;as=PartialObjectMetadata;")) {
            return object;
        }
        ObjectNode partial = JsonNodeFactory.instance.objectNode();
        partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    private JsonNode post(ResourceType type, ApiRequest request) {
        return Reviews.answers(type) ? reviews.answer(type, Writes.body(request)) : writes.create(type, request);
    }

    private ObjectNode deleteAll(ResourceType type, ApiRequest request, Fault fault) {
        ObjectNode list = lists.page(type, request, fault);
        for (JsonNode object : list.path("items")) {
            writes.delete(Key.of(object), request);
        }
        return list;
    }
}
