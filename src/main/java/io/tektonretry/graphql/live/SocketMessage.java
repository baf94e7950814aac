package io.tektonretry.graphql.live;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Messages that a client may send on a WebSocket, by <a
 * href="https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md">graphql-transport-ws</a>.
 */
enum SocketMessage {
    CONNECTION_INIT,
    PING,
    PONG,
    SUBSCRIBE,
    COMPLETE,
    /** Any other message, which ends the connection. */
    INVALID;

    static SocketMessage of(String text) {
        try {
            return of(JsonMapper.shared().readTree(text));
        } catch (JacksonException e) {
            return INVALID;
        }
    }

    private static SocketMessage of(JsonNode message) {
        JsonNode payload = message.path("payload");
        boolean hasId =
                !message.path("id").asString("").isEmpty() && message.path("id").isString();
        return switch (message.path("type").asString("")) {
            case "connection_init" -> CONNECTION_INIT.when(isObject(payload));
            case "ping" -> PING.when(isObject(payload));
            case "pong" -> PONG.when(isObject(payload));
            case "subscribe" -> SUBSCRIBE.when(hasId && isRequest(payload));
            case "complete" -> COMPLETE.when(hasId);
            default -> INVALID;
        };
    }

    private static boolean isRequest(JsonNode payload) {
        JsonNode operation = payload.path("operationName");
        return payload.path("query").isString()
                && (operation.isMissingNode() || operation.isNull() || operation.isString())
                && isObject(payload.path("variables"))
                && isObject(payload.path("extensions"));
    }

    private static boolean isObject(JsonNode optional) {
        return optional.isMissingNode() || optional.isNull() || optional.isObject();
    }

    private SocketMessage when(boolean isValid) {
        return isValid ? this : INVALID;
    }
}
