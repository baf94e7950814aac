package io.tektonretry.history;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects that are no runs: each is logged once, however often it comes. */
final class UnreadableObjects {

    private static final Logger LOG = LoggerFactory.getLogger(UnreadableObjects.class);

    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    void add(ObjectNode object, RuntimeException cause) {
        String namespace = object.path("metadata").path("namespace").asString("");
        String name = object.path("metadata").path("name").asString("");
        String kind = object.path("kind").asString("");
        if (seen.add(kind + "/" + namespace + "/" + name)) {
            LOG.atWarn()
                    .addKeyValue("kind", kind)
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("name", name)
                    .setCause(cause)
                    .log("Object cannot be read and is left out of the history");
        }
    }
}
