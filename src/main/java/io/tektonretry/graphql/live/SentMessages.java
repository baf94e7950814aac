package io.tektonretry.graphql.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Actions to run once the next message of an operation is sent on a WebSocket, or cannot be sent any more. */
public @Component final class SentMessages {

    private final Map<String, Map<String, Runnable>> waiting = new HashMap<>();

    synchronized void opened(String socket) {
        waiting.put(socket, new HashMap<>());
    }

    void closed(String socket) {
        remove(socket).forEach(Runnable::run);
    }

    /** Runs the action when the next message of the operation is sent; immediately when the WebSocket is closed. */
    void whenSent(String socket, String operation, Runnable then) {
        if (!add(socket, operation, then)) {
            then.run();
        }
    }

    /** Drops the action of the operation. */
    synchronized void forget(String socket, String operation) {
        waiting.getOrDefault(socket, new HashMap<>()).remove(operation);
    }

    /** A message, as JSON, was sent. */
    void sent(String socket, String message) {
        String operation = operation(message);
        Runnable then = operation == null ? null : take(socket, operation);
        if (then != null) {
            then.run();
        }
    }

    private synchronized List<Runnable> remove(String socket) {
        Map<String, Runnable> left = waiting.remove(socket);
        return left == null ? List.of() : new ArrayList<>(left.values());
    }

    private synchronized boolean add(String socket, String operation, Runnable then) {
        Map<String, Runnable> ofSocket = waiting.get(socket);
        if (ofSocket == null) {
            return false;
        }
        ofSocket.merge(operation, then, (first, second) -> () -> {
            first.run();
            second.run();
        });
        return true;
    }

    private synchronized @Nullable Runnable take(String socket, String operation) {
        Map<String, Runnable> ofSocket = waiting.get(socket);
        return ofSocket == null ? null : ofSocket.remove(operation);
    }

    /** The id is mostly near the beginning, so the rest need not be parsed. */
    private static @Nullable String operation(String message) {
        try (JsonParser json = JsonMapper.shared().createParser(message)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("id")) {
                    return value == JsonToken.VALUE_STRING ? json.getString() : null;
                }
                json.skipChildren();
            }
            return null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
