package io.tektonretry.cluster;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers the few questions that clients ask about the API server itself. */
final class Discovery {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Discovery() {}

    static ObjectNode answer(ApiRequest request) {
        if (request.path().equals("/version")) {
            return JSON.objectNode().put("major", "1").put("minor", "36").put("gitVersion", "v1.36.2");
        }
        if (request.path().matches("/(healthz|livez|readyz)")) {
            return JSON.objectNode().put("status", "ok");
        }
        List<ResourceType> types = ResourceType.SERVED.stream()
                .filter(type -> type.apiVersion().equals(request.apiVersion()))
                .toList();
        if (types.isEmpty() || !request.resource().isEmpty()) {
            throw new StatusError(404, "NotFound", "the server could not find the requested resource");
        }
        return resources(request.apiVersion(), types);
    }

    private static ObjectNode resources(String apiVersion, List<ResourceType> types) {
        ObjectNode list = JSON.objectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", apiVersion);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types) {
            resources
                    .addObject()
                    .put("name", type.plural())
                    .put("kind", type.kind())
                    .put("namespaced", type.namespaced())
                    .putArray("verbs")
                    .add("create")
                    .add("delete")
                    .add("get")
                    .add("list")
                    .add("patch")
                    .add("update")
                    .add("watch");
        }
        return list;
    }
}
