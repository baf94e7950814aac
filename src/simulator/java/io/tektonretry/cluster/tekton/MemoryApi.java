package io.tektonretry.cluster.tekton;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects in memory, for a single caller: what it is given are the objects themselves. */
final class MemoryApi implements Api {

    private record Key(String kind, String namespace, String name) {

        static Key of(ObjectNode object) {
            JsonNode metadata = object.path("metadata");
            return new Key(Json.text(object, "kind"), Json.text(metadata, "namespace"), Json.name(metadata));
        }
    }

    private final Map<Key, ObjectNode> objects = new LinkedHashMap<>();

    @Override
    public Optional<ObjectNode> get(String kind, String namespace, String name) {
        return Optional.ofNullable(objects.get(new Key(kind, namespace, name)));
    }

    @Override
    public List<ObjectNode> items(String kind, String namespace, String labelSelector) {
        String[] selector = labelSelector.split("=", 2);
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().kind().equals(kind)
                        && entry.getKey().namespace().equals(namespace))
                .map(Map.Entry::getValue)
                .filter(object -> labelSelector.isEmpty()
                        || Json.text(object.path("metadata").path("labels"), selector[0])
                                .equals(selector[1]))
                .toList();
    }

    /** The UID follows from the name, so that the same calls make the same objects. */
    @Override
    public void create(ObjectNode object) {
        Key key = Key.of(object);
        ObjectNode metadata = object.withObject("/metadata");
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-of-" + key.name());
        }
        objects.putIfAbsent(key, object);
    }

    @Override
    public ObjectNode replace(ObjectNode object) {
        ObjectNode stored = objects.getOrDefault(Key.of(object), object);
        ObjectNode replaced = object.deepCopy();
        replaced.remove("status");
        Json.setUnlessEmpty(replaced, "status", stored.path("status"));
        objects.put(Key.of(object), replaced);
        return replaced;
    }

    @Override
    public void replaceStatus(ObjectNode object) {
        objects.put(Key.of(object), object);
    }

    @Override
    public void mergePatch(ObjectNode object, String patch) {
        merge(objects.getOrDefault(Key.of(object), object), JsonMapper.shared().readTree(patch));
    }

    private static void merge(ObjectNode object, JsonNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isObject()) {
                merge(object.withObject("/" + field.getKey()), field.getValue());
            } else {
                object.set(field.getKey(), field.getValue());
            }
        }
    }

    @Override
    public void delete(String kind, String namespace, String name) {
        objects.remove(new Key(kind, namespace, name));
    }
}
