package io.tektonretry.graphql;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A WebSocket that speaks graphql-transport-ws. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {

    static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private volatile boolean isLazy;
    private WebSocket socket;

    private LiveSocket(boolean isLazy) {
        this.isLazy = isLazy;
    }

    /** Opens a connection with a token in the handshake, as programs do, and waits for nothing. */
    static CompletableFuture<LiveSocket> opening(int port, @Nullable String token, boolean isLazy) {
        LiveSocket live = new LiveSocket(isLazy);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("graphql-transport-ws");
        if (token != null) {
            builder.header("Authorization", "Bearer " + token);
        }
        return builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/graphql"), live)
                .thenApply(socket -> {
                    live.socket = socket;
                    return live;
                });
    }

    static LiveSocket open(int port, @Nullable String token) {
        return acknowledged(opening(port, token, false).join());
    }

    /** Reads one message, and no more until it is told to. */
    static LiveSocket lazy(int port, String token) {
        return acknowledged(opening(port, token, true).join());
    }

    private static LiveSocket acknowledged(LiveSocket live) {
        live.init(Map.of());
        live.await("connection_ack");
        return live;
    }

    void init(Map<String, Object> payload) {
        send(Map.of("type", "connection_init", "payload", payload));
    }

    void subscribe(String id, String query, Map<String, Object> variables) {
        send(Map.of("type", "subscribe", "id", id, "payload", Map.of("query", query, "variables", variables)));
    }

    void complete(String id) {
        send(Map.of("type", "complete", "id", id));
    }

    void send(Map<String, Object> message) {
        send(JSON.writeValueAsString(message));
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    void sendBytes(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Reads on, for good. */
    void wake() {
        isLazy = false;
        socket.request(1);
    }

    /** Everything up to the message of this type. */
    List<JsonNode> until(String type) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode message = poll(Duration.ofSeconds(20));
        while (message != null && !message.path("type").asString().equals(type)) {
            all.add(message);
            message = poll(Duration.ofSeconds(20));
        }
        if (message == null) {
            throw new AssertionError("No " + type + " after " + all.size() + " messages, closed " + closed);
        }
        all.add(message);
        return all;
    }

    @Nullable
    JsonNode poll(Duration patience) {
        try {
            return messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message but for pings, which must be of this type. */
    JsonNode await(String type) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        JsonNode message = poll(Duration.ofSeconds(20));
        while (message != null && message.path("type").asString().equals("ping") && System.nanoTime() < end) {
            message = poll(Duration.ofSeconds(20));
        }
        if (message == null || !message.path("type").asString().equals(type)) {
            throw new AssertionError("Expected " + type + " but got " + message + ", closed " + closed);
        }
        return message;
    }

    int closeCode() {
        return closed.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean isLast) {
        partial.append(text);
        if (isLast) {
            messages.add(JSON.readTree(partial.toString()));
            partial.setLength(0);
        }
        if (!isLazy) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
