package io.tektonretry.cluster.tekton;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The few calls that the simulated controllers make. */
interface Api {

    /** The API server did not do what was asked; asking again later may help. */
    final class Unavailable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    Optional<ObjectNode> get(String kind, String namespace, String name);

    /**
     * The objects of a kind.
     *
     * @param labelSelector {@code label=value}, or empty for all
     */
    List<ObjectNode> items(String kind, String namespace, String labelSelector);

    /** Creates an object unless one of its name is there. */
    void create(ObjectNode object);

    /** Replaces metadata and spec; refused when the object was changed meanwhile. */
    ObjectNode replace(ObjectNode object);

    /** Replaces the status; refused when the object was changed meanwhile. */
    void replaceStatus(ObjectNode object);

    void mergePatch(ObjectNode object, String patch);

    void delete(String kind, String namespace, String name);
}
