package io.tektonretry.graphql.live;

import java.io.IOException;
import org.springframework.boot.graphql.autoconfigure.GraphQlProperties;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webmvc.GraphQlWebSocketHandler;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketSessionDecorator;

/**
 * Closes a WebSocket on messages outside graphql-transport-ws, with the close code of that protocol and without
 * logging.
 */
public final class SocketHandler extends GraphQlWebSocketHandler {

    private static final CloseStatus INVALID_MESSAGE = new CloseStatus(4400, "Invalid message");

    private final OpenSockets<WebSocketSession> sockets;
    private final SentMessages sent;

    public SocketHandler(
            WebGraphQlHandler calls,
            HttpMessageConverter<Object> json,
            GraphQlProperties.Websocket properties,
            int maxConnections,
            SentMessages sent) {
        super(calls, json, properties.getConnectionInitTimeout(), properties.getKeepAlive());
        this.sent = sent;
        this.sockets = new OpenSockets<>(maxConnections, socket -> close(socket, CloseStatus.SERVICE_OVERLOAD));
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession socket) {
        sockets.opened(socket);
        if (socket.isOpen()) {
            sent.opened(socket.getId());
            super.afterConnectionEstablished(socket);
        }
    }

    @Override
    public void afterConnectionClosed(WebSocketSession socket, CloseStatus status) {
        sockets.closed(socket);
        sent.closed(socket.getId());
        super.afterConnectionClosed(socket, status);
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) throws Exception {
        switch (SocketMessage.of(message.getPayload())) {
            case INVALID -> socket.close(INVALID_MESSAGE);
            case PONG -> {}
            case CONNECTION_INIT -> {
                sockets.introduced(socket);
                super.handleTextMessage(new Told(socket), message);
            }
            default -> super.handleTextMessage(new Told(socket), message);
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
            // The client is gone already.
        }
    }

    /** Reports sent messages. */
    private final class Told extends WebSocketSessionDecorator {

        private Told(WebSocketSession socket) {
            super(socket);
        }

        @Override
        public void sendMessage(WebSocketMessage<?> message) throws IOException {
            super.sendMessage(message);
            if (message instanceof TextMessage text) {
                sent.sent(getId(), text.getPayload());
            }
        }
    }
}
