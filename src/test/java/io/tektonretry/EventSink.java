package io.tektonretry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A sink of CloudEvents over HTTP that keeps what it gets. It hangs up on everybody until it is there. */
final class EventSink implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final List<ObjectNode> events = new CopyOnWriteArrayList<>();
    private volatile boolean there;
    private volatile String refused = "";
    private volatile int calls;

    EventSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/events".formatted(server.getAddress().getPort());
    }

    void isThere(boolean isThere) {
        there = isThere;
    }

    /** Sends whoever brings events about this subject elsewhere. */
    void refuses(String subject) {
        refused = subject;
    }

    int calls() {
        return calls;
    }

    /** The events about a retry: the attributes, and the data under {@code data}. */
    List<ObjectNode> about(String subject) {
        return events.stream()
                .filter(event -> event.path("subject").asString("").equals(subject))
                .toList();
    }

    private synchronized void take(HttpExchange exchange) throws IOException {
        calls++;
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!there) {
            exchange.close();
            return;
        }
        ObjectNode event = JSON.createObjectNode();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("ce-")) {
                event.put(name.toLowerCase(Locale.ROOT).substring(3), values.get(0));
            }
        });
        event.put("contenttype", exchange.getRequestHeaders().getFirst("Content-Type"));
        event.set("data", JSON.readTree(new String(body, UTF_8)));
        boolean taken = !event.path("subject").asString("").equals(refused);
        if (taken) {
            events.add(event);
        } else {
            exchange.getResponseHeaders().add("Location", url());
        }
        exchange.sendResponseHeaders(taken ? 202 : 302, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
