package io.tektonretry.access;

import io.tektonretry.web.GraphQlErrors;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Answers unauthenticated calls with a GraphQL error that gives the reason and never repeats the token. */
final class GraphQlAuthenticationEntryPoint implements AuthenticationEntryPoint {

    private static final Logger log = LoggerFactory.getLogger(GraphQlAuthenticationEntryPoint.class);

    private final Outages outages;
    private final AddressBudgets addresses;
    private final AuthenticationEntryPoint unauthorized = new BearerTokenAuthenticationEntryPoint();

    GraphQlAuthenticationEntryPoint(AddressBudgets addresses, Clock clock) {
        this.outages = new Outages(clock);
        this.addresses = addresses;
    }

    @Override
    public void commence(HttpServletRequest call, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof TokenUndecidedException) {
            if (outages.begin()) {
                log.atWarn()
                        .addKeyValue("cause", cause(failure))
                        .log("Callers cannot be authenticated until the API server answers token reviews again");
            }
            GraphQlErrors.write(
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "AUTHENTICATION_UNAVAILABLE",
                    "The token cannot be checked now, because the API server does not answer. Try again.");
            return;
        }
        if (failure instanceof TooManyAttemptsException tooMany) {
            AddressBudgets.refuse(response, tooMany);
            return;
        }
        if (failure instanceof InsufficientAuthenticationException && !addresses.admit(call, response)) {
            return;
        }
        try {
            unauthorized.commence(call, response, failure);
        } catch (jakarta.servlet.ServletException e) {
            throw new IOException(e);
        }
        GraphQlErrors.write(
                response,
                response.getStatus(),
                "UNAUTHENTICATED",
                "The call needs the header `Authorization: Bearer <token>` with a valid token.");
    }

    private static String cause(AuthenticationException failure) {
        return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
    }
}
