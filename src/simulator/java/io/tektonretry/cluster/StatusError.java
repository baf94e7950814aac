package io.tektonretry.cluster;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A refusal of the API server, answered as a Kubernetes {@code Status}. */
public final class StatusError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String reason;
    private final transient @Nullable Key about;

    /** An error of the given HTTP code and Kubernetes reason, for instance 503 and {@code ServiceUnavailable}. */
    public StatusError(int code, String reason, String message) {
        this(code, reason, message, null);
    }

    private StatusError(int code, String reason, String message, @Nullable Key about) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.about = about;
    }

    static StatusError notFound(Key key) {
        return new StatusError(404, "NotFound", named(key) + " not found", key);
    }

    static StatusError alreadyExists(Key key) {
        return new StatusError(409, "AlreadyExists", named(key) + " already exists", key);
    }

    static StatusError conflict(Key key, String why) {
        return new StatusError(
                409, "Conflict", "Operation cannot be fulfilled on %s: %s".formatted(named(key), why), key);
    }

    static StatusError invalid(Key key, String why) {
        return new StatusError(
                422, "Invalid", "%s \"%s\" is invalid: %s".formatted(key.type().kind(), key.name(), why), key);
    }

    static StatusError badRequest(String message) {
        return new StatusError(400, "BadRequest", message);
    }

    static StatusError expired(String message) {
        return new StatusError(410, "Expired", message);
    }

    private static String named(Key key) {
        return "%s \"%s\"".formatted(key.type().qualified(), key.name());
    }

    int code() {
        return code;
    }

    ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .set("metadata", JsonNodeFactory.instance.objectNode());
        body.put("status", "Failure").put("message", getMessage()).put("reason", reason);
        if (about != null) {
            body.putObject("details")
                    .put("name", about.name())
                    .put("group", about.type().group())
                    .put("kind", about.type().plural());
        }
        return body.put("code", code);
    }
}
