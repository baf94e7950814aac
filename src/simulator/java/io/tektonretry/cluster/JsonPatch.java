package io.tektonretry.cluster;

import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON patch (RFC 6902). */
final class JsonPatch {

    private final ObjectNode target;

    private JsonPatch(ObjectNode target) {
        this.target = target;
    }

    static JsonNode apply(ObjectNode target, JsonNode operations) {
        JsonPatch patch = new JsonPatch(target);
        operations.forEach(patch::apply);
        return target;
    }

    private void apply(JsonNode operation) {
        JsonPointer path = JsonPointer.compile(operation.path("path").asString(""));
        JsonNode value = operation.path("value");
        switch (operation.path("op").asString("")) {
            case "test" -> require(target.at(path).equals(value));
            case "add" -> add(path, value);
            case "remove" -> remove(path);
            case "replace" -> {
                remove(path);
                add(path, value);
            }
            case "copy" -> add(path, from(operation));
            case "move" -> {
                JsonNode moved = from(operation);
                remove(JsonPointer.compile(operation.path("from").asString("")));
                add(path, moved);
            }
            default -> throw refused();
        }
    }

    private JsonNode from(JsonNode operation) {
        JsonNode value = target.at(operation.path("from").asString(""));
        require(!value.isMissingNode());
        return value.deepCopy();
    }

    private void add(JsonPointer path, JsonNode value) {
        JsonNode parent = target.at(path.head());
        String last = path.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : path.last().getMatchingIndex();
            require(index >= 0 && index <= array.size());
            array.insert(index, value);
        } else {
            throw refused();
        }
    }

    private void remove(JsonPointer path) {
        require(!target.at(path).isMissingNode());
        JsonNode parent = target.at(path.head());
        if (parent instanceof ArrayNode array) {
            array.remove(path.last().getMatchingIndex());
        } else if (parent instanceof ObjectNode object) {
            object.remove(path.last().getMatchingProperty());
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw refused();
        }
    }

    private static StatusError refused() {
        return new StatusError(422, "Invalid", "the server rejected our request due to an error in our request");
    }
}
