package io.tektonretry.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists in pages; all pages of one list show the same revision. */
final class Lists {

    private final Store store;

    Lists(Store store) {
        this.store = store;
    }

    ObjectNode page(ResourceType type, ApiRequest request, Fault fault) {
        Start start = start(type, request, fault);
        long limit = request.number("limit", 0);
        Iterator<Map.Entry<Key, ObjectNode>> rest =
                matching(type, request, start).iterator();
        ObjectNode list = JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", type.apiVersion())
                .put("kind", type.kind() + "List");
        ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(start.revision()));
        ArrayNode items = list.putArray("items");
        while (rest.hasNext() && (limit == 0 || items.size() < limit)) {
            Map.Entry<Key, ObjectNode> next = rest.next();
            items.add(next.getValue());
            if (items.size() == limit && rest.hasNext()) {
                metadata.put("continue", new Start(start.revision(), next.getKey()).token());
            }
        }
        return list;
    }

    private List<Map.Entry<Key, ObjectNode>> matching(ResourceType type, ApiRequest request, Start start) {
        Selector selector = new Selector(type, request);
        return store.at(start.revision()).tailMap(start.after(), false).entrySet().stream()
                .filter(entry -> selector.covers(entry.getKey()) && selector.matches(entry.getValue()))
                .toList();
    }

    private Start start(ResourceType type, ApiRequest request, Fault fault) {
        String token = request.query().getOrDefault("continue", "");
        return token.isEmpty()
                ? new Start(fault.listRevision(request, store.revision()), new Key(type, "", ""))
                : Start.of(type, token);
    }

    /** Where a page begins: behind a key, at a revision. */
    private record Start(long revision, Key after) {

        String token() {
            String text = revision + " " + after.namespace() + " " + after.name();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Start of(ResourceType type, String token) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split(" ", -1);
                return new Start(Long.parseLong(parts[0]), new Key(type, parts[1], parts[2]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw StatusError.badRequest("continue key is not valid: " + token);
            }
        }
    }
}
