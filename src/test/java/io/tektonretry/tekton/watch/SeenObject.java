package io.tektonretry.tekton.watch;

import io.tektonretry.tekton.TektonKind;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes objects as if a watch had shown them. */
public final class SeenObject {

    private SeenObject() {}

    /** The object as it comes over the line. */
    public static LiveObject of(TektonKind kind, ObjectNode object) {
        ObjectNode event = JsonMapper.shared().createObjectNode().put("type", "ADDED");
        event.set("object", object);
        byte[] line = event.toString().getBytes(StandardCharsets.UTF_8);
        return LiveObject.of(kind, ObjectJson.event(line).object());
    }
}
