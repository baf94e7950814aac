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

    SocketHandler(WebGraphQlHandler calls, HttpMessageConverter<Object> json, GraphQlProperties.Websocket properties) {
        super(calls, json, properties.getConnectionInitTimeout(), properties.getKeepAlive());
    }

    @Override
    protected void handleTextMessage(WebSocketSession socket, TextMessage message) throws Exception {
        switch (SocketMessage.of(message.getPayload())) {
            case INVALID -> socket.close(INVALID_MESSAGE);
            case PONG -> {}
            default -> super.handleTextMessage(socket, message);
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession socket, BinaryMessage message) {
        try {
            socket.close(INVALID_MESSAGE);
        } catch (IOException e) {
            // The caller has gone already.
        }
    }
}
