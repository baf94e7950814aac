package io.tektonretry.graphql;

import java.io.IOException;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webmvc.GraphQlWebSocketHandler;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/** Ends a WebSocket at a message that graphql-transport-ws does not know, and says so as it is to be said; it tells the log nothing. */
final class SocketHandler extends GraphQlWebSocketHandler {

    private static final CloseStatus INVALID_MESSAGE = new CloseStatus(4400, "Invalid message");

    private final OpenSockets<WebSocketSession> sockets;

    SocketHandler(
            WebGraphQlHandler calls,
            HttpMessageConverter<Object> json,
            GraphQlProperties.Websocket properties,
            int maxConnections) {
        super(calls, json, properties.getConnectionInitTimeout(), properties.getKeepAlive());
        this.sockets = new OpenSockets<>(maxConnections, socket -> close(socket, CloseStatus.SERVICE_OVERLOAD));
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
        sockets.opened(socket);
        if (socket.isOpen()) {
            super.afterConnectionEstablished(socket);
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        sockets.closed(socket);
        super.afterConnectionClosed(socket, status);
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) throws Exception {
        switch (SocketMessage.of(message.getPayload())) {
            case INVALID -> socket.close(INVALID_MESSAGE);
            case PONG -> {}
            case CONNECTION_INIT -> {
                sockets.introduced(socket);
                super.handleTextMessage(socket, message);
            }
            default -> super.handleTextMessage(socket, message);
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) {
        close(socket, INVALID_MESSAGE);
    }

    private static void close(WebSocketSession socket, CloseStatus status) {
        try {
            socket.close(status);
        } catch (IOException e) {
            // The caller has gone already.
        }
    }
}
