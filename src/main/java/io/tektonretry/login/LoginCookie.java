package io.tektonretry.login;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.util.WebUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stores the state of a sign-in in a cookie of the browser that started it, so that only this browser can complete it, at
 * any replica.
 */
final class LoginCookie implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    static final String NAME = "__Host-tekton-retry-login";
    static final String FROM = "from";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LONGEST_PATH = 1_000;

    private final ClientRegistration client;

    LoginCookie(ClientRegistration client) {
        this.client = client;
    }

    /** The state: secrets of this sign-in, and the page to return to. */
    private record Memory(
            @Nullable String state,
            @Nullable String nonce,
            @Nullable String verifier,
            @Nullable String redirectUri,
            @Nullable String from) {

        /** False for cookies that this service did not write. */
        boolean isWhole() {
            return state != null && nonce != null && verifier != null && redirectUri != null;
        }
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest call, HttpServletResponse response) {
        if (begun == null) {
            forget(response);
            return;
        }
        Memory memory = new Memory(
                Objects.requireNonNull(begun.getState()),
                Objects.requireNonNull(begun.<String>getAttribute(OidcParameterNames.NONCE)),
                Objects.requireNonNull(begun.<String>getAttribute(PkceParameterNames.CODE_VERIFIER)),
                Objects.requireNonNull(begun.getRedirectUri()),
                pathOfOurs(call.getParameter(FROM)));
        String value = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JsonMapper.shared().writeValueAsBytes(memory));
        set(response, value, PATIENCE);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest call) {
        Memory memory = memory(call);
        if (memory == null
                || !Objects.requireNonNull(memory.state).equals(call.getParameter(OAuth2ParameterNames.STATE))) {
            return null;
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                .clientId(client.getClientId())
                .authorizationUri(
                        Objects.requireNonNull(client.getProviderDetails().getAuthorizationUri()))
                .redirectUri(Objects.requireNonNull(memory.redirectUri))
                .scopes(client.getScopes())
                .state(memory.state)
                .attributes(Map.of(
                        OAuth2ParameterNames.REGISTRATION_ID, client.getRegistrationId(),
                        OidcParameterNames.NONCE, Objects.requireNonNull(memory.nonce),
                        PkceParameterNames.CODE_VERIFIER, Objects.requireNonNull(memory.verifier)))
                .build();
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest call, HttpServletResponse response) {
        OAuth2AuthorizationRequest begun = loadAuthorizationRequest(call);
        if (begun != null) {
            forget(response);
        }
        return begun;
    }

    /** The path and query of the page where the sign-in started. */
    static String from(HttpServletRequest call) {
        Memory memory = memory(call);
        return memory == null ? "/" : pathOfOurs(memory.from);
    }

    private static void forget(HttpServletResponse response) {
        set(response, "", Duration.ZERO);
    }

    private static void set(HttpServletResponse response, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                SessionCookies.cookie(NAME, value, age).build().toString());
    }

    private static @Nullable Memory memory(HttpServletRequest call) {
        Cookie cookie = WebUtils.getCookie(call, NAME);
        if (cookie == null) {
            return null;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(cookie.getValue().getBytes(StandardCharsets.ISO_8859_1));
            Memory memory = JsonMapper.shared().readValue(json, Memory.class);
            return memory == null || !memory.isWhole() ? null : memory;
        } catch (JacksonException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Browsers read {@code //} and {@code /\} as the start of another host. */
    private static String pathOfOurs(@Nullable String path) {
        return path != null && path.length() <= LONGEST_PATH && path.matches("/(?![/\\\\])[!-~]*") ? path : "/";
    }
}
