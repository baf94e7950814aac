package io.tektonretry.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers calls that reach no resolver with a GraphQL error. */
public final class GraphQlErrors {

    private GraphQlErrors() {}

    /** Writes the whole answer. */
    public static void write(HttpServletResponse response, int status, String code, String message) throws IOException {
        byte[] bytes = body(code, message).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }

    /** The same as a {@link ServerResponse}. */
    public static ServerResponse response(HttpStatus status, String code, String message) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body(code, message));
    }

    static String body(String code, String message) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ObjectNode error = body.putArray("errors").addObject();
        error.put("message", message).putObject("extensions").put("code", code);
        return body.toString();
    }
}
