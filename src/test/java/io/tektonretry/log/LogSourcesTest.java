package io.tektonretry.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.tekton.BodyPrefix;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.LogsOfPods;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Where logs come from when one place after another has none. */
class LogSourcesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final LogQuery QUERY = new LogQuery(
            "ci",
            "a-pod",
            "step-test",
            Instant.parse("2026-11-24T08:00:00Z"),
            Instant.parse("2026-11-24T08:01:00Z"),
            false,
            null);

    private final CountDownLatch end = new CountDownLatch(1);
    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final KubernetesClient client = ClusterClient.of(
            new ConfigBuilder(Config.empty()).withMasterUrl(cluster.url()).build(), ObservationRegistry.NOOP);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<@Nullable String> tokens = new CopyOnWriteArrayList<>();
    private HttpServer archive;

    @TempDir
    Path folder;

    interface Answer {
        void to(HttpExchange call) throws IOException;
    }

    @BeforeEach
    void openTheArchive() throws IOException {
        archive = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
        archive.start();
    }

    @AfterEach
    void close() {
        end.countDown();
        archive.stop(0);
        client.close();
        cluster.close();
    }

    @Test
    void readsThePodAsLongAsItIsThere() {
        createPod();
        cluster.logs().put("ci", "a-pod", "step-test", "of the pod\n");
        archive(call -> send(call, 200, "text/plain", "of the archive\n"));

        assertThat(text(sources(pods(PATIENCE), external()))).isEqualTo("of the pod\n");
        assertThat(asked).isEmpty();
    }

    @Test
    void asksTheArchiveAsTheDashboardDoesWhenThePodIsGone() {
        archive(call -> send(call, 200, "text/html", "<of the archive>\n"));

        assertThat(text(sources(pods(PATIENCE), external()))).isEqualTo("<of the archive>\n");
        assertThat(asked)
                .containsExactly(
                        "/base/ci/a-pod/step-test?startTime=2026-11-24T08%3A00%3A00Z&completionTime=2026-11-24T08%3A01%3A00Z");
        assertThat(tokens).as("tokens that the archive was shown").containsOnlyNulls();
    }

    @Test
    void asksTheArchiveWhenTheNodeHasForgottenTheLog() {
        createPod();
        cluster.logs().put("ci", "a-pod", "step-test", "unable to retrieve container logs for containerd://1");
        archive(call -> send(call, 200, "text/plain", "of the archive\n"));

        assertThat(text(sources(pods(PATIENCE), external()))).isEqualTo("of the archive\n");
    }

    @Test
    void letsGoOfALogThatSaysNothingOnceItsCallerHasGone() {
        CountDownLatch letGo = new CountDownLatch(1);
        Flow.Publisher<List<ByteBuffer>> silent = taker -> taker.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                letGo.countDown();
            }
        });
        archive(call -> send(call, 200, "text/plain", "of the archive\n"));
        CompletableFuture<Void> gone = new CompletableFuture<>();
        CompletableFuture<LogAnswer> answer = sources((query, left) -> CheckedLog.of(silent, left), external())
                .open(QUERY, gone);
        assertThat(answer).isNotDone();

        gone.complete(null);
        assertThat(letGo.getCount()).as("what keeps the log going").isZero();
        assertThat(answer).isDone();
        assertThat(asked).as("for nobody").isEmpty();
    }

    @Test
    void asksTheArchiveWhenTheApiServerHangs() {
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                hang();
            }
        });
        createPod();
        cluster.logs().put("ci", "a-pod", "step-test", "too late\n");

        LogAnswer answer = open(sources(pods(Duration.ofMillis(200))));
        assertThat(answer).isInstanceOfSatisfying(LogAnswer.Failed.class, failed -> {
            assertThat(failed.problem().status()).isEqualTo(504);
            assertThat(failed.problem().code()).isEqualTo("CLUSTER_UNAVAILABLE");
            assertThat(failed.problem().message()).contains("no answer within PT0.2S");
        });
        archive(call -> send(call, 200, "text/plain", "of the archive\n"));
        assertThat(text(sources(pods(Duration.ofMillis(200)), external()))).isEqualTo("of the archive\n");
    }

    @Test
    void tellsThatAPlaceIsAwayRatherThanThatAnotherOneHasNothing() {
        archive(call -> send(call, 500, "text/plain", "password=hunter2"));
        LogAnswer away = open(sources(pods(PATIENCE), external()));
        archive.stop(0);
        LogAnswer gone = open(sources(pods(PATIENCE), external()));

        assertThat(List.of(away, gone))
                .allSatisfy(answer -> assertThat(answer).isInstanceOfSatisfying(LogAnswer.Failed.class, failed -> {
                    assertThat(failed.problem().code()).isEqualTo("LOG_UNAVAILABLE");
                    assertThat(failed.problem().message()).isEqualTo("The archive of logs does not answer.");
                }));
        assertThat(open(sources(pods(PATIENCE)))).isInstanceOf(LogAnswer.Absent.class);
        assertThat(open(sources())).isInstanceOf(LogAnswer.Absent.class);
    }

    @Test
    void followsNobodyToAnotherAddress() {
        archive(call -> {
            call.getResponseHeaders().add("Location", "http://127.0.0.1:%d/base/secret".formatted(port()));
            send(call, 302, "text/plain", "");
        });

        assertThat(open(sources(external()))).isInstanceOf(LogAnswer.Failed.class);
        assertThat(asked).hasSize(1);
    }

    @Test
    void givesUpAnArchiveThatDoesNotAnswer() {
        archive(call -> hang());

        assertThat(open(sources(new ArchiveLogSource(
                        "slow",
                        HttpClient.newHttpClient(),
                        query -> Optional.of(URI.create("http://127.0.0.1:%d/base".formatted(port()))),
                        null,
                        Duration.ofMillis(200),
                        Runnable::run))))
                .isInstanceOf(LogAnswer.Failed.class);
    }

    @Test
    void passesOnThatAnArchiveBreaksOff() {
        archive(call -> {
            call.sendResponseHeaders(200, 100);
            call.getResponseBody().write("half a lo".getBytes(StandardCharsets.UTF_8));
        });

        LogAnswer answer = open(sources(external()));
        assertThatThrownBy(() -> text(answer)).isInstanceOf(CompletionException.class);
    }

    @Test
    void showsATokenOfItsOwnWhereOneIsConfigured() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "ours\n");
        archive(call -> send(call, 200, "text/plain", "of Results\n"));
        LogSource results = archive(query -> Optional.of(base("/x")), token.toString());

        assertThat(text(results)).isEqualTo("of Results\n");
        assertThat(tokens).containsExactly("Bearer ours");
        Files.delete(token);
        assertThat(open(results)).isInstanceOf(LogAnswer.Failed.class);
        assertThat(asked).as("without its token it is not asked").hasSize(1);
    }

    @Test
    void asksNobodyForWhatHasNoAddress() {
        assertThat(open(archive(query -> Optional.empty(), null))).isInstanceOf(LogAnswer.Absent.class);
    }

    @Test
    void takesALogOutOfItsEnvelopes() {
        String first = envelope("one\ntw");
        String second = envelope("o\nthrée\n");
        archive(call -> send(call, 200, "application/json", first + "\n" + second));
        assertThat(text(archive(query -> Optional.of(base("/x")), null))).isEqualTo("one\ntwo\nthrée\n");
    }

    @Test
    void breaksOffWhatIsNoEnvelope() {
        for (String text : List.of(
                "{\"error\": {\"message\": \"no\"}}", "{\"result\": {\"data\": \"no base64!\"}}", "[[", "<html>")) {
            archive.stop(0);
            try {
                openTheArchive();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            archive(call -> send(call, 200, "application/json", text));
            LogAnswer answer = open(archive(query -> Optional.of(base("/x")), null));
            assertThatThrownBy(() -> text(answer)).as(text).isInstanceOf(CompletionException.class);
        }
    }

    private static String envelope(String data) {
        return "{\"result\": {\"name\": \"ci/results/a/logs/b\", \"data\": \"%s\"}}"
                .formatted(Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8)));
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void createPod() {
        cluster.create((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "ci", "name": "a-pod"}}
                """));
    }

    private LogSource pods(Duration patience) {
        return new PodLogSource(LogsOfPods.of(client), patience);
    }

    private LogSource external() {
        return archive(query -> Optional.of(LogConfiguration.external(base("/base"), query)), null);
    }

    private LogSource archive(java.util.function.Function<LogQuery, Optional<URI>> addresses, @Nullable String token) {
        return new ArchiveLogSource(
                "The archive of logs", HttpClient.newHttpClient(), addresses, token, PATIENCE, Runnable::run);
    }

    private URI base(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
    }

    private int port() {
        return archive.getAddress().getPort();
    }

    private void archive(Answer answer) {
        archive.createContext("/", call -> {
            try (call) {
                asked.add(call.getRequestURI().toString());
                tokens.add(call.getRequestHeaders().getFirst("Authorization"));
                answer.to(call);
            }
        });
    }

    private static void send(HttpExchange call, int status, String type, String text) throws IOException {
        call.getResponseHeaders().add("Content-Type", type);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
    }

    private static LogSource sources(LogSource... sources) {
        return new LogSources(new ArrayList<>(List.of(sources)));
    }

    private static LogAnswer open(LogSource source) {
        return source.open(QUERY, new CompletableFuture<>()).join();
    }

    private static String text(LogSource source) {
        return text(open(source));
    }

    private static String text(LogAnswer answer) {
        assertThat(answer).isInstanceOf(LogAnswer.Opened.class);
        BodyPrefix text = new BodyPrefix(1_000_000);
        ((LogAnswer.Opened) answer).body().subscribe(text);
        return new String(text.bytes().join(), StandardCharsets.UTF_8);
    }
}
