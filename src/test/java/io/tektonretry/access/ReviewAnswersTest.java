package io.tektonretry.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.tekton.ClusterClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Answers to reviews with the status 200, as a proxy in front of the API server may send them too. */
class ReviewAnswersTest {

    private volatile String answer = "";
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] body = answer.getBytes(UTF_8);
                exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        client = ClusterClient.of(
                new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build(),
                ObservationRegistry.NOOP);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{",
                "<html>We will be back soon.</html>",
                "back: soon: again",
                "{\"status\": null}",
                "{\"status\": \"Success\"}",
                "{\"status\": {\"allowed\": [], \"authenticated\": []}}"
            })
    void decideNothingWhenTheyAreNone(String none) {
        answer = none;

        assertThatThrownBy(this::authenticated).isInstanceOf(TokenUndecidedException.class);
        assertThatThrownBy(this::isAllowed).isInstanceOf(AccessUndecidedException.class);
    }

    @Test
    void decideWhenTheyHaveAStatus() {
        answer = "{\"status\": {\"allowed\": true, \"authenticated\": true, \"user\": {\"username\": \"alice\"}}}";

        assertThat(authenticated().getName()).isEqualTo("alice");
        assertThat(isAllowed()).isTrue();

        answer = "{\"status\": {}}";

        assertThat(isAllowed()).isFalse();
    }

    private Authentication authenticated() {
        return new TokenReviews(client, List.of(), new ReviewsUnderWay(Callers.UNCONFIGURED))
                .authenticate(new BearerTokenAuthenticationToken("token"));
    }

    private boolean isAllowed() {
        return new SubjectAccessReviews(client).allows(Caller.ANYBODY, Right.pipelineRuns("list", "team"));
    }
}
