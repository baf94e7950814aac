package io.tektonretry.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Turns HTTP exchanges into requests and answers into bytes. */
final class Connections implements HttpHandler {

    private static final int TOO_MANY_REQUESTS = 429;

    private final Accounts accounts;
    private final Router router;
    private final Watches watches;
    private final ContainerLogs logs;
    private volatile Fault fault = Fault.NONE;

    Connections(Accounts accounts, Router router, Watches watches, ContainerLogs logs) {
        this.accounts = accounts;
        this.router = router;
        this.watches = watches;
        this.logs = logs;
    }

    void faults(Fault told) {
        this.fault = told;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            respond(exchange, request(exchange));
        } catch (Fault.ConnectionCut e) {
            // Closing the exchange without an answer closes the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void respond(HttpExchange exchange, ApiRequest request) throws IOException, InterruptedException {
        Fault current = fault;
        try {
            Optional<StatusError> refusal = current.refusal(request);
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            accounts.authorize(request);
            if (isLog(request)) {
                log(exchange, request, current);
            } else if (!request.isWatch()) {
                Answer answer = router.answer(request, current);
                current.beforeAnswer(request);
                send(exchange, answer.code(), answer.body());
            } else if (request.header("upgrade").equals("websocket")) {
                // To a WebSocket that is refused with 200 the fabric8 client answers with a watch over plain HTTP.
                exchange.sendResponseHeaders(200, -1);
            } else {
                watch(exchange, request);
            }
        } catch (StatusError e) {
            if (e.code() == TOO_MANY_REQUESTS) {
                exchange.getResponseHeaders().add("Retry-After", "1");
            }
            send(exchange, e.code(), e.body());
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            send(exchange, 500, new StatusError(500, "InternalError", e.toString()).body());
        }
    }

    private static boolean isLog(ApiRequest request) {
        return request.method().equals("GET")
                && request.resource().equals("pods")
                && request.subresource().equals("log");
    }

    private void log(HttpExchange exchange, ApiRequest request, Fault current)
            throws IOException, InterruptedException {
        router.answer(request, current);
        ContainerLogs.Log log = logs.find(request);
        current.beforeAnswer(request);
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        log.write(request, out);
        out.close();
    }

    private void watch(HttpExchange exchange, ApiRequest request) throws IOException, InterruptedException {
        Watch watch = watches.open(request);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        watch.run(line -> {
            for (String sent : fault.lines(request, line)) {
                out.write(sent.getBytes(StandardCharsets.UTF_8));
            }
            out.flush();
        });
        out.close();
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static ApiRequest request(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return ApiRequest.of(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                exchange.getRequestURI().getRawQuery(),
                headers(exchange),
                body);
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        return exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> header.getValue().get(0)));
    }
}
