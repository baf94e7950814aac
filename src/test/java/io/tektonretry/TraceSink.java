package io.tektonretry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** An OTLP endpoint over HTTP that keeps the spans it gets. */
final class TraceSink implements AutoCloseable {

    private static final int OK = 200;

    private static final int UNAVAILABLE = 503;

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private volatile boolean isAway;

    TraceSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort());
    }

    void isAway(boolean away) {
        isAway = away;
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = body(exchange).readAllBytes();
            if (!isAway) {
                ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(spans::add);
            }
            exchange.sendResponseHeaders(isAway ? UNAVAILABLE : OK, -1);
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
