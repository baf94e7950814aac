package io.tektonretry.access;

import io.tektonretry.web.GraphQlErrors;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Accepts only calls whose {@code Host} is a loopback name. With DNS rebinding, an attacker's page resolves to
 * 127.0.0.1 and is of the same origin for a browser, but the browser still sends the name of the page as the host.
 */
final class LoopbackHosts extends OncePerRequestFilter {

    private static final Pattern LOOPBACK =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    @Override
    protected void doFilterInternal(HttpServletRequest call, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        List<String> hosts = Collections.list(call.getHeaders("Host"));
        if (hosts.size() == 1 && LOOPBACK.matcher(hosts.get(0)).matches()) {
            chain.doFilter(call, response);
            return;
        }
        GraphQlErrors.write(
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "FORBIDDEN",
                "Authentication is off, so only calls to localhost are answered; "
                        + "tektonretry.access.allow-unauthenticated=true allows other hosts.");
    }
}
