package io.tektonretry.tekton.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.RequestFailedException;
import io.tektonretry.tekton.TektonKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KindRequestsTest {

    private HttpServer server;

    @BeforeEach
    void answerWithARefusalThatHasNoEnd() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void takesARefusalForOneThoughItsWordsNeverEnd() {
        try (KubernetesClient client = ClusterClient.of(
                new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build(),
                ObservationRegistry.NOOP)) {
            KindRequests requests = new KindRequests(client, TektonKind.PIPELINE_RUN, null, Duration.ofMillis(500));
            assertThatThrownBy(() -> requests.watch(1, Duration.ofMinutes(5)))
                    .isInstanceOfSatisfying(
                            RequestFailedException.class,
                            refused -> assertThat(refused.failure().code()).isEqualTo(503));
        }
    }
}
