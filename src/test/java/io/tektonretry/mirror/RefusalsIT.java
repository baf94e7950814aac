package io.tektonretry.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.tektonretry.TestsFault;
import io.tektonretry.cluster.Fault;
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
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the mirror does where the API server refuses to answer, or cannot be trusted. */
class RefusalsIT extends MirroredCluster {

    @ParameterizedTest
    @CsvSource({"401, Unauthorized", "429, TooManyRequests", "500, InternalError", "503, ServiceUnavailable"})
    @TestsFault(26)
    void goesOnWithTheOtherKindsAndNamesTheCause(int code, String reason) {
        world.create("TaskRun", "one");
        try (var service =
                start(new ConfigBuilder().withMasterUrl(cluster.url()).build())) {
            healed(service);
            cluster.faults(Fault.refusing(
                    code, reason, "not now", request -> request.resource().equals("taskruns")));
            cluster.cutWatches();
            world.create("PipelineRun", "other");
            await().until(() -> state(service).contains(Integer.toString(code)));
            await().until(() -> count("pipeline_run") == 1);
            assertThat(count("task_run where deleted_at is null"))
                    .as("nothing is taken for gone")
                    .isEqualTo(1);
            world.finish("one");
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(state(service)).isEqualTo("synced");
        }
    }

    @Test
    @TestsFault(26)
    void takesNothingForGoneWhatItMayNoLongerList() {
        world.create("TaskRun", "one");
        try (var service = start()) {
            healed(service);
            cluster.faults(Fault.refusing(
                    403,
                    "Forbidden",
                    "you may not",
                    request -> request.resource().equals("taskruns")));
            cluster.cutWatches();
            world.create("PipelineRun", "other");
            await().until(() -> gaps().contains("FORBIDDEN"));
            await().until(() -> !service.isReady());
            assertThat(service.health().getDetails().get("TaskRun")).asString().contains("403");
            assertThat(pipelineRuns("name = 'other'"))
                    .as("the other kinds go on")
                    .isEqualTo(1);
            assertThat(count("task_run where deleted_at is not null")).isZero();
            cluster.faults(Fault.NONE);
            healed(service);
            await().until(service::isReady);
            await().untilAsserted(() ->
                    assertThat(gaps()).as("nothing was missed after all").doesNotContain("FORBIDDEN"));
        }
    }

    @Test
    @TestsFault(27)
    void waitsForADefinitionThatIsInstalledLater() {
        cluster.faults(Fault.refusing(
                404, "NotFound", "no such kind", request -> request.resource().endsWith("runs")));
        world.create("PipelineRun", "one");
        try (var service = MirroredService.start(history, cluster)) {
            await().until(() -> service.health().getDetails().toString().contains("404"));
            assertThat(service.isReady()).isFalse();
            cluster.faults(Fault.NONE);
            healed(service);
        }
    }

    @Test
    @TestsFault(26)
    void takesNoAnswerForAnEmptyListThatIsNone() {
        world.create("PipelineRun", "one");
        try (var service = start()) {
            healed(service);
            cluster.faults(Fault.refusing(200, "OK", "welcome to the proxy", request -> true));
            cluster.cutWatches();
            await().until(() -> service.health().toString().contains("the answer is not a list"));
            await().until(() -> !service.isReady());
            assertThat(pipelineRuns("deleted_at is null")).isEqualTo(1);
            cluster.faults(Fault.NONE);
            healed(service);
            assertThat(count("cluster_epoch")).isEqualTo(1);
        }
    }

    @Test
    @TestsFault(26)
    void asksNoEarlierThanTheApiServerWantsToBeAsked() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        cluster.faults(Fault.refusing(
                429,
                "TooManyRequests",
                "not now",
                request -> request.resource().equals("taskruns") && asked.add(System.nanoTime())));
        try (var service = mirror(cluster.url())) {
            await().until(() -> asked.size() >= 4);
            assertThat(service.isReady()).isFalse();
            for (int i = 1; i < 4; i++) {
                assertThat(Duration.ofNanos(asked.get(i) - asked.get(i - 1)))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(990));
            }
        }
    }

    @Test
    @TestsFault(26)
    void takesTheNewTokenWhenTheOldOneHasExpired(@TempDir Path folder) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "old");
        Map<String, String> settings = Map.of(
                Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, cluster.url(),
                Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false",
                Config.KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN_FILE_SYSTEM_PROPERTY, token.toString());
        settings.forEach(System::setProperty);
        try (var service = start(Config.autoConfigure(null))) {
            cluster.faults(Fault.refusing(
                    401,
                    "Unauthorized",
                    "not now",
                    request -> !request.header("authorization").equals("Bearer new")));
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
    @TestsFault(26)
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

    private static String state(MirroredService service) {
        return String.valueOf(service.health().getDetails().get("TaskRun"));
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
