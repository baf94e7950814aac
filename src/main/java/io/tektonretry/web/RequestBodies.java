package io.tektonretry.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request before any handler, and without a thread: later handlers find the whole body in memory.
 */
final class RequestBodies implements Filter {

    private static final String BODY = IncomingBody.class.getName();
    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    private final HttpLimits limits;
    private final Transfers open;

    RequestBodies(HttpLimits limits, Transfers open) {
        this.limits = limits;
        this.open = open;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest call = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (call.getAttribute(BODY) instanceof IncomingBody body) {
            goOn(body, call, answer, chain);
        } else if (call.getAttribute(BODY) instanceof ReplayedRequest replayed) {
            replayed.dispatchAgain();
            chain.doFilter(call, answer);
        } else if (hasBody(call)) {
            read(call, answer, chain);
        } else {
            chain.doFilter(call, answer);
        }
    }

    static boolean hasBody(HttpServletRequest call) {
        String length = call.getHeader("Content-Length");
        return length != null
                ? !length.equals("0")
                : call.getHeader("Transfer-Encoding") != null || !BODILESS.contains(call.getMethod());
    }

    private void read(HttpServletRequest call, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        long length = call.getContentLengthLong();
        if (call.getHeader("Content-Encoding") != null) {
            BodyRefusals.encoded(answer);
            newBody(call, answer).discard();
        } else if (length > limits.maxBodySize().toBytes()) {
            BodyRefusals.tooLarge(answer, limits);
            newBody(call, answer).discard();
        } else {
            byte[] arrived = length > 0 ? arrived(call.getInputStream()) : new byte[0];
            if (arrived.length > 0 && arrived.length == length) {
                ReplayedRequest replayed = new ReplayedRequest(call, arrived);
                call.setAttribute(BODY, replayed);
                chain.doFilter(replayed, answer);
            } else {
                newBody(call, answer).read(arrived);
            }
        }
    }

    /** What has arrived with the headers. Tomcat tells how much that is only when a part of it was read. */
    private static byte[] arrived(ServletInputStream input) throws IOException {
        if (input.available() == 0) {
            return new byte[0];
        }
        int first = input.read();
        byte[] arrived = new byte[1 + input.available()];
        arrived[0] = (byte) first;
        int read = input.readNBytes(arrived, 1, arrived.length - 1);
        return Arrays.copyOf(arrived, 1 + read);
    }

    private IncomingBody newBody(HttpServletRequest call, HttpServletResponse answer) throws IOException {
        IncomingBody body = new IncomingBody(call, answer, limits, open);
        call.setAttribute(BODY, body);
        return body;
    }

    private void goOn(IncomingBody body, HttpServletRequest call, HttpServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        switch (body.state()) {
            case COMPLETE -> {
                @Nullable ReplayedRequest replayed = body.replay(call);
                chain.doFilter(replayed == null ? call : replayed, answer);
            }
            case TOO_SLOW -> BodyRefusals.tooSlow(answer, limits);
            case CROWDED_OUT -> BodyRefusals.crowdedOut(answer);
            case ARRIVING, TOO_LARGE, BROKEN -> {}
        }
    }
}
