package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.postgres.TcpProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the mirror does where the API server refuses to answer, or cannot be trusted. */
@HistoryContext
class RefusalsIT {

    @Autowired
    ApplicationContext history;

    @Autowired
    JdbcClient jdbc;

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final World world = new World(cluster);

    @BeforeEach
    void clear() {
        new HistoryDump(jdbc).clear();
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @ParameterizedTest
    @CsvSource({"401, Unauthorized", "429, TooManyRequests", "500, InternalError", "503, ServiceUnavailable"})
    void goesOnWithTheOtherKindsAndNamesTheCause(int code, String reason) {
        world.create("TaskRun", "one");
        try (var service =
                start(new ConfigBuilder().withMasterUrl(cluster.url()).build())) {
            healed(service);
            refuse(request -> request.resource().equals("taskruns"), code, reason);
            cluster.cutWatches();
            world.create("PipelineRun", "other");
            await().until(() -> state(service).contains(Integer.toString(code)));
            await().until(() -> jdbc.sql("select count(*) from pipeline_run")
                            .query(Integer.class)
                            .single()
                    == 1);
            assertThat(jdbc.sql("select count(*) from task_run where deleted_at is null")
                            .query(Integer.class)
                            .single())
                    .as("nothing is taken for gone")
                    .isEqualTo(1);
            world.finish("one");
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(state(service)).isEqualTo("synced");
        }
    }

    @Test
    void asksNoEarlierThanTheApiServerWantsToBeAsked() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        refuse(
                request -> request.resource().equals("taskruns") && asked.add(System.nanoTime()),
                429,
                "TooManyRequests");
        try (var service = MirroredService.start(history, cluster.url(), Duration.ofSeconds(5))) {
            await().until(() -> asked.size() >= 4);
            assertThat(service.isReady()).isFalse();
            for (int i = 1; i < 4; i++) {
                assertThat(Duration.ofNanos(asked.get(i) - asked.get(i - 1)))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(990));
            }
        }
    }

    @Test
    void takesTheNewTokenWhenTheOldOneHasExpired(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "old");
        Map<String, String> settings = Map.of(
                Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, cluster.url(),
                Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false",
                Config.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN_FILE_SYSTEM_PROPERTY, token.toString());
        settings.forEach(System::setProperty);
        try (var service = start(Config.autoConfigure(null))) {
            refuse(request -> !request.header("authorization").equals("Bearer new"), 401, "Unauthorized");
            cluster.cutWatches();
            world.create("PipelineRun", "one");
            await().until(() -> state(service).contains("401"));
            Files.writeString(token, "new");
            healed(service);
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void trustsTheApiServerAgainWhenItsExpiredCertificateIsRenewed() throws IOException, GeneralSecurityException {
        int target = URI.create(cluster.url()).getPort();
        TcpProxy way = TcpProxy.to(target, 0, tls("valid"));
        int port = way.port();
        try (var service = start(new ConfigBuilder()
                .withMasterUrl("https://127.0.0.1:" + port)
                .withCaCertData(Base64.getEncoder()
                        .encodeToString(RefusalsIT.class
                                .getResourceAsStream("/tls/ca.pem")
                                .readAllBytes()))
                .build())) {
            way.close();
            way = TcpProxy.to(target, port, tls("expired"));
            world.create("TaskRun", "one");
            await().until(() -> state(service).contains("NotAfter"));
            way.close();
            way = TcpProxy.to(target, port, tls("valid"));
            healed(service);
            await().until(service::isReady);
        } finally {
            way.close();
        }
    }

    private MirroredService start(Config config) {
        MirroredService service = MirroredService.start(history, config);
        await().until(service::isReady);
        return service;
    }

    private void healed(MirroredService service) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(new Invariants(jdbc).violations(world)).isEmpty());
        await().until(() -> service.waiting() == 0);
    }

    private static String state(MirroredService service) {
        return String.valueOf(service.health().getDetails().get("TaskRun"));
    }

    private void refuse(Predicate<ApiRequest> requests, int code, String reason) {
        cluster.faults(new Fault() {
            @Override
            public Optional<StatusError> refusal(ApiRequest request) {
                return requests.test(request)
                        ? Optional.of(new StatusError(code, reason, "not now"))
                        : Optional.empty();
            }
        });
    }

    /** Of {@code valid.p12} or {@code expired.p12}, which {@code ca.pem} has signed. */
    private static ServerSocketFactory tls(String name) throws IOException, GeneralSecurityException {
        char[] password = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = RefusalsIT.class.getResourceAsStream("/tls/" + name + ".p12")) {
            keys.load(file, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }
}
