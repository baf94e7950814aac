package io.tektonretry.graphql;

import io.tektonretry.graphql.limit.RateLimits;
import io.tektonretry.web.GraphQlErrors;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.webmvc.GraphQlHttpHandler;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** GraphQL over HTTP; malformed requests get an error of the client, not of the server. */
@Component
final class HttpGraphQl extends GraphQlHttpHandler {

    private static final Set<String> TEXTS = Set.of("operationName", "id");
    private static final Set<String> OBJECTS = Set.of("variables", "extensions");

    HttpGraphQl(WebGraphQlHandler handler) {
        super(handler);
    }

    @Override
    public ServerResponse handleRequest(ServerRequest request) throws ServletException {
        return isRequest(body(request)) ? super.handleRequest(request) : invalid();
    }

    @Override
    protected HttpStatus selectResponseStatus(WebGraphQlResponse response, MediaType type) {
        return RateLimits.retryAfter(response).isPresent()
                ? HttpStatus.TOO_MANY_REQUESTS
                : super.selectResponseStatus(response, type);
    }

    /** The body, which is in memory and can be read again. */
    private static byte[] body(ServerRequest request) throws ServletException {
        try {
            InputStream input = request.servletRequest().getInputStream();
            byte[] body = input.readAllBytes();
            input.reset();
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRequest(byte[] body) {
        try {
            JsonNode read = JsonMapper.shared().readTree(body);
            return read.isObject()
                    && (read.path("query").isString() || namesDocument(read))
                    && TEXTS.stream().map(read::path).allMatch(text -> isAbsent(text) || text.isString())
                    && OBJECTS.stream().map(read::path).allMatch(object -> isAbsent(object) || object.isObject());
        } catch (JacksonException e) {
            return false;
        }
    }

    /** Instead of its text; what the extension says is checked with the document. */
    private static boolean namesDocument(JsonNode request) {
        return isAbsent(request.path("query"))
                && !isAbsent(request.path("extensions").path("persistedQuery"));
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static ServerResponse invalid() {
        return GraphQlErrors.response(
                HttpStatus.BAD_REQUEST,
                "INVALID_INPUT",
                "The body is not a GraphQL request: {\"query\": string, \"operationName\": string, "
                        + "\"variables\": object}.");
    }
}
