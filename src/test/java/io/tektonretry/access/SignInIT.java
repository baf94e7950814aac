package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import io.tektonretry.cluster.ApiServerDouble;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** People sign in by a browser at an OIDC provider. */
@ExtendWith(OutputCaptureExtension.class)
class SignInIT {

    private static final String SESSION = "__Host-tekton-retry";
    private static final String CSRF = "__Host-tekton-retry-csrf";

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiServerDouble server = ApiServerDouble.start();
    private static final Issuer issuer = Issuer.start();
    private static Service service;

    /** The cookies of a browser. */
    private final Map<String, String> cookies = new TreeMap<>();

    @BeforeAll
    static void start() {
        service = Service.start(server, issuer.properties());
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
        server.close();
    }

    @Test
    void aPersonIsTheCallerThatTheTokenNames() throws Exception {
        HttpResponse<String> end = signIn("/runs?namespace=shop", claims -> claims);

        assertThat(end.headers().firstValue("Location")).hasValue("/runs?namespace=shop");
        assertThat(get("/caller").body()).isEqualTo(issuer.url() + "#alice [system:authenticated]");
    }

    @Test
    void theSessionIsACookieForThisHostAloneAndNoLongerThanTheToken() throws Exception {
        List<String> set = signIn("/", claims -> claims).headers().allValues("Set-Cookie");

        assertThat(set)
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("__Host-")
                        .contains("Path=/")
                        .contains("Secure")
                        .doesNotContain("Domain"));
        assertThat(set)
                .filteredOn(cookie -> cookie.startsWith(SESSION + "="))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie).contains("HttpOnly").contains("SameSite=Lax"))
                .satisfies(cookie ->
                        assertThat(HttpCookie.parse(cookie).get(0).getMaxAge()).isBetween(1L, 600L));
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        signIn("/", claims -> claims);
        cookies.put(
                SESSION,
                issuer.token(
                        claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(61)))));

        assertThat(get("/caller").statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenInTheHeaderGoesBeforeTheSession() throws Exception {
        signIn("/", claims -> claims);
        String bob = issuer.token(claims -> claims.subject("bob"));

        assertThat(send(call("/caller").header("Authorization", "Bearer " + bob))
                        .body())
                .contains("#bob ");
        assertThat(send(call("/caller").header("Authorization", "Bearer nonsense"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(call("/caller").header("Authorization", "Bearer " + bob).POST(BodyPublishers.noBody()))
                        .body())
                .isEqualTo("changed");
    }

    @Test
    void aForgedCallIsRefused() throws Exception {
        signIn("/", claims -> claims);

        assertThat(send(call("/caller").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(403);
        assertThat(send(call("/caller").header("X-CSRF-Token", "guessed").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send(call("/logout").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(403);
        assertThat(send(call("/caller")
                                .header("X-CSRF-Token", cookies.get(CSRF))
                                .POST(BodyPublishers.noBody()))
                        .body())
                .isEqualTo("changed");
        cookies.remove(CSRF);
        assertThat(send(call("/caller").header("X-CSRF-Token", "").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aPersonSignsOutByAPostAlone() throws Exception {
        signIn("/", claims -> claims);

        assertThat(get("/logout").headers().allValues("Set-Cookie")).isEmpty();
        assertThat(get("/caller").statusCode()).isEqualTo(200);
        assertThat(send(call("/logout")
                                .header("X-CSRF-Token", cookies.get(CSRF))
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
        assertThat(cookies).doesNotContainKeys(SESSION, CSRF);
        assertThat(get("/caller").statusCode()).isEqualTo(401);
    }

    /** A form of another site sends no cookies. */
    @Test
    void aForgedSignOutWithoutCookiesIsRefused() throws Exception {
        HttpResponse<String> answer = send(call("/logout").POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith(SESSION + "="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "null", "[]", "nonsense", "{'state': 'y'}", "{'state': 'y', 'nonce': 'n'}"})
    void aSignInThatTheServiceDidNotBeginIsRefused(String memory) throws Exception {
        cookies.put(
                "__Host-tekton-retry-login",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(memory.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));

        refused(end("x", "y"));
    }

    @Test
    void anotherProviderIsUnknown(CapturedOutput output) throws Exception {
        assertThat(get("/oauth2/authorization/other").statusCode()).isEqualTo(401);
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void anAddressMayNotSignInAgainAndAgain() throws Exception {
        String[] properties = Stream.concat(
                        Stream.of(issuer.properties()), Stream.of("tektonretry.access.max-attempts-per-minute=2"))
                .toArray(String[]::new);
        try (Service limited = Service.start(server, properties)) {
            String port = limited.context().getEnvironment().getRequiredProperty("local.server.port");
            HttpRequest call = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/login/oauth2/code/sso?code=x&state=y"))
                    .build();
            for (int i = 0; i < 2; i++) {
                assertThat(HTTP.send(call, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(302);
            }
            HttpResponse<String> refused = HTTP.send(call, BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void anotherStateIsRefused() throws Exception {
        Map<String, String> request = begin("/");

        refused(end(issuer.codeFor(request, claims -> claims), "another"));
    }

    @Test
    void anotherBrowserIsRefused() throws Exception {
        Map<String, String> request = begin("/");
        cookies.clear();

        refused(end(issuer.codeFor(request, claims -> claims), request.get("state")));
    }

    @Test
    void aCodeOfAnotherSignInIsRefused() throws Exception {
        Map<String, String> stolen = begin("/");
        String code = issuer.codeFor(stolen, claims -> claims);
        Map<String, String> request = begin("/");

        refused(end(code, request.get("state")));
    }

    @Test
    void anotherNonceIsRefused() throws Exception {
        refused(signIn("/", claims -> claims.claim("nonce", "another")));
    }

    @Test
    void aTokenForAnotherClientIsRefused() throws Exception {
        refused(signIn("/", claims -> claims.audience("another")));
    }

    @Test
    void aTokenTooLongForACookieIsRefused(CapturedOutput output) throws Exception {
        refused(signIn("/", claims -> claims.claim("groups", "g".repeat(4_000))));
        assertThat(output).contains("the ID token is longer than a cookie may be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "//evil.example", "/\\evil.example", "runs", "/a\nb", ""})
    void aSignInLeadsBackToThisServiceAlone(String from) throws Exception {
        assertThat(signIn(from, claims -> claims).headers().firstValue("Location"))
                .hasValue("/");
    }

    @Test
    void theSecretsOfASignInAreNotLogged(CapturedOutput output) throws Exception {
        signIn("/", claims -> claims);

        assertThat(output).doesNotContain(cookies.get(SESSION)).doesNotContain(cookies.get(CSRF));
    }

    @Test
    void theServiceDoesNotStartIfItWouldNotTakeItsOwnSessions() {
        assertThatThrownBy(() -> Service.start(server, issuer.properties("openid", "another")))
                .rootCause()
                .hasMessageContaining("audiences with " + Issuer.AUDIENCE);
        assertThatThrownBy(() -> Service.start(server, issuer.properties("profile", Issuer.AUDIENCE)))
                .rootCause()
                .hasMessageContaining("scope openid");
    }

    private void refused(HttpResponse<String> end) throws Exception {
        assertThat(end.statusCode()).isEqualTo(302);
        assertThat(end.headers().firstValue("Location")).hasValue("/?sign-in=refused");
        assertThat(cookies).doesNotContainKeys(SESSION, CSRF);
        assertThat(get("/caller").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> signIn(String from, UnaryOperator<JWTClaimsSet.Builder> claims) throws Exception {
        Map<String, String> request = begin(from);
        return end(issuer.codeFor(request, claims), request.get("state"));
    }

    /** What the browser is sent to the provider with. */
    private Map<String, String> begin(String from) throws Exception {
        HttpResponse<String> answer =
                get("/oauth2/authorization/sso?from=" + UriUtils.encode(from, StandardCharsets.UTF_8));
        String location = answer.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(issuer.url() + "/authorize?");
        Map<String, String> request = new TreeMap<>();
        UriComponentsBuilder.fromUriString(location)
                .build()
                .getQueryParams()
                .toSingleValueMap()
                .forEach((name, value) -> request.put(name, UriUtils.decode(value, StandardCharsets.UTF_8)));
        return request;
    }

    private HttpResponse<String> end(String code, String state) throws Exception {
        return get("/login/oauth2/code/sso?code=%s&state=%s"
                .formatted(code, UriUtils.encode(state, StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(call(path));
    }

    private static HttpRequest.Builder call(String path) {
        String port = service.context().getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** Sends and keeps cookies, as a browser does. */
    private HttpResponse<String> send(HttpRequest.Builder call) throws Exception {
        if (!cookies.isEmpty()) {
            call.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        HttpResponse<String> answer = HTTP.send(call.build(), BodyHandlers.ofString());
        for (String each : new ArrayList<>(answer.headers().allValues("Set-Cookie"))) {
            HttpCookie cookie = HttpCookie.parse(each).get(0);
            if (cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
            } else {
                cookies.put(cookie.getName(), cookie.getValue());
            }
        }
        return answer;
    }
}
