package io.tektonretry.tekton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.tekton.finalizer.Finalizers;
import io.tektonretry.tekton.finalizer.HeldObjects;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A proxy that answers with a page of its own, and with 200, while the API server behind it is away. */
class NoApiServerTest {

    private static final byte[] PAGE = "<html>We will be back soon.</html>".getBytes(StandardCharsets.UTF_8);

    private HttpServer proxy;
    private KubernetesClient client;

    @BeforeEach
    void answer() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        proxy.createContext("/", exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().add("Content-Type", "text/html");
                exchange.sendResponseHeaders(200, PAGE.length);
                exchange.getResponseBody().write(PAGE);
            }
        });
        proxy.start();
        client = ClusterClient.of(
                new ConfigBuilder()
                        .withMasterUrl("http://localhost:" + proxy.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build(),
                ObservationRegistry.NOOP);
    }

    @AfterEach
    void close() {
        client.close();
        proxy.stop(0);
    }

    @Test
    void saysNothingOfWhatIsHeld() {
        var held = new HeldObjects(
                client,
                new ClusterProperties(
                        Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(8), Duration.ofSeconds(1)));

        assertThatThrownBy(() -> held.overdue(List.of(), Instant.now(), some -> {}))
                .isInstanceOf(ClusterUnavailableException.class)
                .hasMessageContaining("does not answer with a list");
    }

    @Test
    void releasesNothing() {
        var object = new ObjectMetadata(
                TektonKind.PIPELINE_RUN,
                "ci",
                "one",
                UUID.randomUUID(),
                1,
                Instant.now(),
                List.of(TektonKeys.FINALIZER));

        assertThat(new Finalizers(client).release(object)).isInstanceOf(Finalizers.Outcome.Failed.class);
    }
}
