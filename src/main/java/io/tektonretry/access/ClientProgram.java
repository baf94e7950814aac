package io.tektonretry.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The client program of a call.
 *
 * @param address remote address; that of a proxy unless {@code server.forward-headers-strategy} is set
 * @param userAgent the {@code User-Agent} header, truncated
 */
public record ClientProgram(
        @Nullable String address, @Nullable String userAgent) {

    private static final int LONGEST_USER_AGENT = 300;

    static final ClientProgram UNKNOWN = new ClientProgram(null, null);

    static ClientProgram of(HttpServletRequest call) {
        String userAgent = call.getHeader("User-Agent");
        boolean isLong = userAgent != null && userAgent.length() > LONGEST_USER_AGENT;
        return new ClientProgram(call.getRemoteAddr(), isLong ? userAgent.substring(0, LONGEST_USER_AGENT) : userAgent);
    }
}
