package io.tektonretry.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tells whoever is not let in why, in the shape of a GraphQL error, and never repeats what was shown. */
final class DoorAnswers implements AuthenticationEntryPoint {

    private static final Logger log = LoggerFactory.getLogger(DoorAnswers.class);

    private final Outages outages = new Outages(Clock.systemUTC());
    private final AuthenticationEntryPoint unauthorized = new BearerTokenAuthenticationEntryPoint();

    @Override
    public void commence(HttpServletRequest call, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof TokenUndecidedException) {
            if (outages.begin()) {
                log.atWarn()
                        .addKeyValue("cause", cause(failure))
                        .log("Callers can't be let in until the API server can say again whose token it is");
            }
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            say(response, "AUTHENTICATION_UNAVAILABLE", "Nobody can be asked whose token it is. Ask again.");
            return;
        }
        try {
            unauthorized.commence(call, response, failure);
        } catch (jakarta.servlet.ServletException e) {
            throw new IOException(e);
        }
        say(
                response,
                "UNAUTHENTICATED",
                "The call needs the header `Authorization: Bearer <token>` with a valid token.");
    }

    private static String cause(AuthenticationException failure) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    }

    private static void say(HttpServletResponse response, String code, String message) throws IOException {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        ObjectNode error = body.putArray("errors").addObject();
        error.put("message", message).putObject("extensions").put("code", code);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(body.toString());
    }
}
