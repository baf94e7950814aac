package io.tektonretry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.tektonretry.cluster.ApiServerDouble;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class OidcIT {

    private static final ApiServerDouble server = ApiServerDouble.start();
    private static final Issuer issuer = Issuer.start();
    private static Service service;

    @BeforeAll
    static void start() {
        theApiServerKnows(Map.of());
        service = Service.start(
                server,
                "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.url(),
                "spring.security.oauth2.resourceserver.jwt.audiences=" + Issuer.AUDIENCE,
                "tektonretry.access.rejected-token-cache=0s",
                "tektonretry.access.oidc-groups-claim=teams",
                "tektonretry.access.oidc-groups-prefix=oidc:",
                "logging.level.org.springframework=DEBUG",
                "logging.level.io=DEBUG");
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.close();
        server.close();
    }

    @Test
    void knowsACallerByTheNamesThatTheApiServerWouldGive() throws Exception {
        assertThat(get(alice(claims -> claims.claim("teams", List.of("builders"))))
                        .body())
                .isEqualTo(issuer.url() + "#alice [oidc:builders, system:authenticated]");
    }

    @Test
    void publishesWhoGivesOutTokensAndNothingThatIsNotSo() throws Exception {
        HttpResponse<String> answer = service.get("/.well-known/oauth-protected-resource", null);

        JsonNode metadata = JsonMapper.shared().readTree(answer.body());
        assertThat(metadata.propertyNames())
                .containsExactlyInAnyOrder("resource", "bearer_methods_supported", "authorization_servers");
        assertThat(metadata.at("/authorization_servers/0").asString()).isEqualTo(issuer.url());
        assertThat(metadata.path("resource").asString()).startsWith("http://127.0.0.1:");
    }

    @Test
    void takesTheTokensOfTheApiServerBesideThem() throws Exception {
        assertThat(get("bots").body()).isEqualTo("system:serviceaccount:ci:bot []");
    }

    @Test
    void asksTheApiServerAboutATokenOfAnotherIssuer() throws Exception {
        String others = alice(claims -> claims.issuer("https://kubernetes.default.svc"));
        assertThat(get(others).statusCode()).isEqualTo(401);

        theApiServerKnows(Map.of(others, "eve"));
        assertThat(get(others).body()).isEqualTo("eve []");
    }

    static Stream<Map.Entry<String, String>> forgeries() {
        return Map.of(
                "without an end", alice(claims -> claims.expirationTime(null)),
                "expired for more than a minute",
                        alice(claims ->
                                claims.expirationTime(Date.from(Instant.now().minusSeconds(61)))),
                "of a future further than a minute",
                        alice(claims ->
                                claims.notBeforeTime(Date.from(Instant.now().plusSeconds(90)))),
                "for another program", alice(claims -> claims.audience("another-program")),
                "for nobody", alice(claims -> claims.audience((String) null)),
                "of nobody", alice(claims -> claims.subject(null)),
                "with groups that are no names", alice(claims -> claims.claim("teams", Map.of("a", 1))),
                "signed by another key", issuer.token(Issuer.newKey(), claims -> claims),
                "not signed", new PlainJWT(issuer.alice().build()).serialize(),
                "changed", changed(alice(claims -> claims)))
                .entrySet()
                .stream();
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void letsInNobodyWithATokenThatIs(Map.Entry<String, String> forgery, CapturedOutput output) throws Exception {
        // The API server would vouch for it: it must not be asked.
        theApiServerKnows(Map.of(forgery.getValue(), "mallory"));

        HttpResponse<String> answer = get(forgery.getValue());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(header -> assertThat(header).startsWith("Bearer"));
        assertThat(error(answer).at("/extensions/code").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(output).doesNotContain(signatureOf(forgery.getValue()));
        assertThat(answer.body() + answer.headers()).doesNotContain(signatureOf(forgery.getValue()));
    }

    @Test
    void writesNoTokenToTheLogEvenWhenItLogsMuch(CapturedOutput output) throws Exception {
        String token = alice(claims -> claims);
        get(token);
        get("bots-secret-token");

        assertThat(output).contains("DEBUG").doesNotContain(signatureOf(token)).doesNotContain("bots-secret-token");
    }

    @Test
    void letsInNobodyWhileTheKeysCantBeRead() throws Exception {
        Issuer gone = Issuer.start();
        String token = gone.token(claims -> claims);
        try (Service lonely = Service.start(
                server,
                "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + gone.url(),
                "spring.security.oauth2.resourceserver.jwt.audiences=" + Issuer.AUDIENCE)) {
            gone.close();

            HttpResponse<String> answer = lonely.get("/caller", token);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(error(answer).at("/extensions/code").asString()).isEqualTo("AUTHENTICATION_UNAVAILABLE");
            assertThat(lonely.get("/caller", "bots").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void doesNotStartWithoutKnowingForWhomTokensAreMeant(CapturedOutput output) {
        assertThatThrownBy(() ->
                        Service.start(server, "spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.url()))
                .hasRootCauseInstanceOf(UnsafeAccessException.class);
        assertThat(output)
                .contains("Tokens of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.audiences");
    }

    @Test
    void doesNotStartWithKeysOfNoIssuer(CapturedOutput output) {
        assertThatThrownBy(() ->
                        Service.start(server, "spring.security.oauth2.resourceserver.jwt.jwk-set-uri=" + issuer.keys()))
                .hasRootCauseInstanceOf(UnsafeAccessException.class);
        assertThat(output).contains("Keys of an OIDC issuer need spring.security.oauth2.resourceserver.jwt.issuer-uri");
    }

    private static void theApiServerKnows(Map<String, String> users) {
        Map<String, JsonNode> tokens = new HashMap<>();
        tokens.put("bots", user("system:serviceaccount:ci:bot"));
        users.forEach((token, name) -> tokens.put(token, user(name)));
        server.tokens(tokens);
    }

    private static JsonNode user(String name) {
        return JsonMapper.shared().createObjectNode().put("username", name);
    }

    private static String alice(UnaryOperator<JWTClaimsSet.Builder> claims) {
        return issuer.token(claims);
    }

    /** The same signature below other claims. */
    private static String changed(String token) {
        String other = alice(claims -> claims.subject("bob"));
        return other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
    }

    private static String signatureOf(String token) {
        int end = token.lastIndexOf('.');
        return end == token.length() - 1 ? token.substring(token.indexOf('.') + 1, end) : token.substring(end + 1);
    }

    private static JsonNode error(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body()).at("/errors/0");
    }

    private static HttpResponse<String> get(String token) throws Exception {
        return service.get("/caller", token);
    }
}
