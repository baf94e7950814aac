package io.tektonretry.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Refusals of request bodies; the connection is closed after the answer. */
final class BodyRefusals {

    private BodyRefusals() {}

    static void tooLarge(HttpServletResponse response, HttpLimits limits) throws IOException {
        refuse(
                response,
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "LIMIT_EXCEEDED",
                "The body of a request may have at most %,d bytes."
                        .formatted(limits.maxBodySize().toBytes()));
    }

    static void encoded(HttpServletResponse response) throws IOException {
        refuse(
                response,
                HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                "INVALID_INPUT",
                "Compressed bodies are not accepted: send the request without Content-Encoding.");
    }

    static void tooSlow(HttpServletResponse response, HttpLimits limits) throws IOException {
        refuse(
                response,
                HttpServletResponse.SC_REQUEST_TIMEOUT,
                "TIMEOUT",
                "The body of the request did not arrive within %s.".formatted(limits.bodyTimeout()));
    }

    static void crowdedOut(HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", "1");
        refuse(
                response,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                "RATE_LIMITED",
                "Too many request bodies are being received, and this one was the slowest. Try again.");
    }

    private static void refuse(HttpServletResponse response, int status, String code, String message)
            throws IOException {
        response.setHeader("Connection", "close");
        GraphQlErrors.write(response, status, code, message);
    }
}
