package io.tektonretry.login;

import io.tektonretry.web.SignIn;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.web.util.WebUtils;

/**
 * Stores the session in the browser: an {@code HttpOnly} cookie contains the ID token, which is verified with every call.
 * The session therefore ends with the token, and every replica can serve it.
 */
final class SessionCookies implements SignIn {

    static final String TOKEN = "__Host-tekton-retry";
    static final String CSRF = "__Host-tekton-retry-csrf";
    static final String CSRF_HEADER = "X-CSRF-Token";

    /** The limit of browsers for a cookie, with its name and attributes. */
    static final int LONGEST_TOKEN = 3_900;

    private final String path;
    private final Clock clock;
    private final CookieCsrfTokenRepository csrf = CookieCsrfTokenRepository.withHttpOnlyFalse();

    SessionCookies(String path, Clock clock) {
        this.path = path;
        this.clock = clock;
        csrf.setCookieName(CSRF);
        csrf.setHeaderName(CSRF_HEADER);
        csrf.setCookiePath("/");
        csrf.setCookieCustomizer(cookie -> cookie.secure(true).sameSite("Strict"));
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String token(HttpServletRequest call) {
        Cookie cookie = WebUtils.getCookie(call, TOKEN);
        return cookie == null
                        || cookie.getValue().isEmpty()
                        || call.getHeader(HttpHeaders.AUTHORIZATION) != null
                        || (isHandshake(call) && !isOfOurPage(call))
                ? null
                : cookie.getValue();
    }

    /** A value that a page of another site cannot read, and so cannot send. */
    CookieCsrfTokenRepository csrf() {
        return csrf;
    }

    void open(HttpServletRequest call, HttpServletResponse response, OidcIdToken token) {
        Instant end = Objects.requireNonNull(token.getExpiresAt());
        add(response, token.getTokenValue(), Duration.between(clock.instant(), end));
        csrf.saveToken(csrf.generateToken(call), call, response);
    }

    void close(HttpServletRequest call, HttpServletResponse response) {
        add(response, "", Duration.ZERO);
        csrf.saveToken(null, call, response);
    }

    private static void add(HttpServletResponse response, String token, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE, cookie(TOKEN, token, age).build().toString());
    }

    /** A cookie for this host only, over TLS only, hidden from scripts, and not sent with forms of other sites. */
    static ResponseCookie.ResponseCookieBuilder cookie(String name, String value, Duration age) {
        return ResponseCookie.from(name, value)
                .path("/")
                .secure(true)
                .httpOnly(true)
                .sameSite("Lax")
                .maxAge(age);
    }

    private static boolean isHandshake(HttpServletRequest call) {
        return "websocket".equalsIgnoreCase(call.getHeader(HttpHeaders.UPGRADE));
    }

    private static boolean isOfOurPage(HttpServletRequest call) {
        return call.getHeader(HttpHeaders.ORIGIN) != null && WebUtils.isSameOrigin(new ServletServerHttpRequest(call));
    }
}
