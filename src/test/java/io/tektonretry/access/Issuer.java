package io.tektonretry.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** An OIDC issuer on loopback that discovers itself, publishes its key, signs tokens with it, and lets people sign in. */
public final class Issuer implements AutoCloseable {

    static final String AUDIENCE = "tekton-retry";

    private final HttpServer server;
    private final RSAKey key;
    private final Map<String, Promise> codes = new ConcurrentHashMap<>();

    private Issuer(HttpServer server, RSAKey key) {
        this.server = server;
        this.key = key;
    }

    public static Issuer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            Issuer issuer = new Issuer(server, newKey());
            issuer.publish("/keys", new JWKSet(issuer.key).toString());
            issuer.publish("/.well-known/openid-configuration", """
                    {"issuer": "%1$s", "jwks_uri": "%2$s", "subject_types_supported": ["public"],
                     "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                     "response_types_supported": ["code"], "id_token_signing_alg_values_supported": ["RS256"]}
                    """.formatted(issuer.url(), issuer.keys()));
            server.createContext("/authorize", issuer::admit);
            server.createContext("/token", issuer::exchange);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a service its client. */
    public String[] properties() {
        return properties("openid", AUDIENCE);
    }

    /** The same with this scope, by a service that takes tokens for this audience. */
    String[] properties(String scope, String audience) {
        return Stream.of(
                        "resourceserver.jwt.issuer-uri=" + url(),
                        "resourceserver.jwt.audiences=" + audience,
                        "client.provider.sso.issuer-uri=" + url(),
                        "client.registration.sso.client-id=" + AUDIENCE,
                        "client.registration.sso.client-secret=secret",
                        "client.registration.sso.scope=" + scope)
                .map("spring.security.oauth2."::concat)
                .toArray(String[]::new);
    }

    static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("the-key").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String keys() {
        return url() + "/keys";
    }

    /** A valid token of alice, but for what the claims are changed to. */
    String token(UnaryOperator<JWTClaimsSet.Builder> claims) {
        return token(key, claims);
    }

    /** The same, signed by a key that may be anybody's. */
    String token(RSAKey signer, UnaryOperator<JWTClaimsSet.Builder> claims) {
        try {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(signer.getKeyID())
                            .build(),
                    claims.apply(alice()).build());
            token.sign(new RSASSASigner(signer));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    JWTClaimsSet.Builder alice() {
        return new JWTClaimsSet.Builder()
                .issuer(url())
                .audience(AUDIENCE)
                .subject("alice")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)));
    }

    /**
     * Lets a person in who comes with a request of the service, and gives out a code.
     *
     * @param claims what the ID token says that the code is exchanged for
     */
    String codeFor(Map<String, String> request, UnaryOperator<JWTClaimsSet.Builder> claims) {
        String code = UUID.randomUUID().toString();
        codes.put(code, new Promise(request, claims));
        return code;
    }

    /** Lets a browser in as alice, and sends it back at once. */
    private void admit(HttpExchange exchange) throws IOException {
        Map<String, String> request = decoded(exchange.getRequestURI().getRawQuery());
        String back = UriComponentsBuilder.fromUriString(request.get("redirect_uri"))
                .queryParam("code", codeFor(request, claims -> claims))
                .queryParam("state", UriUtils.encode(request.get("state"), StandardCharsets.UTF_8))
                .build(true)
                .toUriString();
        exchange.getResponseHeaders().set("Location", back);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static Map<String, String> decoded(String query) {
        Map<String, String> decoded = new TreeMap<>();
        UriComponentsBuilder.newInstance()
                .query(query)
                .build()
                .getQueryParams()
                .toSingleValueMap()
                .forEach((name, value) -> decoded.put(name, UriUtils.decode(value, StandardCharsets.UTF_8)));
        return decoded;
    }

    /** What a code was given out for. */
    private record Promise(Map<String, String> request, UnaryOperator<JWTClaimsSet.Builder> claims) {}

    /** Takes a code once, from the client that proves that it began the sign-in. */
    private void exchange(HttpExchange exchange) throws IOException {
        Map<String, String> given = UriComponentsBuilder.newInstance()
                .query(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .build()
                .getQueryParams()
                .toSingleValueMap();
        Promise promise = codes.remove(given.getOrDefault("code", ""));
        if (promise == null || !isProven(exchange, given, promise.request)) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        String token = token(claims ->
                promise.claims.apply(claims.issueTime(new Date()).claim("nonce", promise.request.get("nonce"))));
        answer(exchange, 200, """
                {"access_token": "unused", "token_type": "Bearer", "expires_in": 600, "id_token": "%s"}
                """.formatted(token));
    }

    private static boolean isProven(HttpExchange exchange, Map<String, String> given, Map<String, String> request) {
        String credentials =
                Base64.getEncoder().encodeToString((AUDIENCE + ":secret").getBytes(StandardCharsets.UTF_8));
        return ("Basic " + credentials).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                && "S256".equals(request.get("code_challenge_method"))
                && challenge(given.getOrDefault("code_verifier", "")).equals(request.get("code_challenge"))
                && UriUtils.decode(given.getOrDefault("redirect_uri", ""), StandardCharsets.UTF_8)
                        .equals(request.get("redirect_uri"));
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void publish(String path, String json) {
        server.createContext(path, exchange -> {
            answer(exchange, 200, json);
        });
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
