package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.ContainerLogs;
import io.tektonretry.cluster.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Logs over HTTP. */
@GraphQlContext
class LogsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RIGHT = "get pods/log logs";

    @LocalServerPort
    int port;

    @Autowired
    ApiServerDouble cluster;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void prepare() {
        Rights.of(cluster, Set.of(RIGHT));
        cluster.faults(Fault.NONE);
        if (cluster.find("Pod", "logs", "a-pod").isEmpty()) {
            cluster.create(pod());
        }
        cluster.logs().put("logs", "a-pod", "step-test", "one\ntwo\nthrée\n");
    }

    @Test
    void sendsALogAsPlainText() throws Exception {
        HttpResponse<String> answer = get("logs/a-pod/step-test");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("one\ntwo\nthrée\n");
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("text/plain;charset=utf-8");
        assertThat(answer.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(get("logs/a-pod/step-test?tail=1&startTime=2026-11-24T08:00:00Z&completionTime=")
                        .body())
                .isEqualTo("thrée\n");
    }

    @Test
    void sendsAnEmptyLogAndABinaryOne() throws Exception {
        cluster.logs().put("logs", "a-pod", "step-test", "");
        assertThat(get("logs/a-pod/step-test"))
                .matches(answer -> answer.statusCode() == 200 && answer.body().isEmpty());

        byte[] bytes = new byte[512];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        cluster.logs().put("logs", "a-pod", "step-test", (request, out) -> out.write(bytes));
        assertThat(http.send(call("logs/a-pod/step-test"), BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(bytes);
    }

    @Test
    void asksForTheRightWithEachCall() throws Exception {
        Rights rights = Rights.of(cluster, Set.of(RIGHT));
        get("logs/a-pod/step-test");
        get("logs/a-pod/step-test");
        assertThat(rights.questions()).containsExactly(RIGHT, RIGHT);

        Rights.of(cluster, Set.of("get pods/log", "get pods logs", "get pods/log other", "list pipelineruns logs"));
        assertProblem(get("logs/a-pod/step-test"), 403, "FORBIDDEN");
        assertProblem(get("logs/no-pod/step-test"), 403, "FORBIDDEN");
    }

    @Test
    void letsNobodyInWithoutAToken() throws Exception {
        HttpRequest call =
                HttpRequest.newBuilder(address("logs/a-pod/step-test")).build();
        assertProblem(http.send(call, BodyHandlers.ofString()), 401, "UNAUTHENTICATED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Logs/a-pod/step-test",
                "lo.gs/a-pod/step-test",
                "logs/a_pod/step-test",
                "logs/a-pod/step.test",
                "logs/a-pod/-step",
                "logs/a%20pod/step-test",
                "logs/a-pod%3Fcontainer=x/step-test",
                "logs/a-pod/step-test%26follow=true",
                "logs/a-pod/step-test%0A",
                "logs/a-pod/step-test?tail=0",
                "logs/a-pod/step-test?tail=-1",
                "logs/a-pod/step-test?tail=1e3",
                "logs/a-pod/step-test?tail=99999999999",
                "logs/a-pod/step-test?follow=1",
                "logs/a-pod/step-test?startTime=yesterday",
                "logs/a-pod/step-test?startTime=%2B100000-01-01T00:00:00Z",
                "logs/a-pod/step-test?completionTime=2026-11-24"
            })
    void refusesWhatIsNoNameOrNumber(String path) throws Exception {
        Rights rights = Rights.of(cluster, Set.of(RIGHT));
        assertProblem(get(path), 400, "INVALID_INPUT");
        assertThat(rights.questions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs/..%2Fx/step-test", "logs/a-pod/..", "logs/a-pod", "logs/a-pod/step-test/x"})
    void knowsNoOtherPaths(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 400", "POST, 405", "DELETE, 405"})
    void knowsNoOtherMethods(String method, int status) throws Exception {
        HttpRequest call = HttpRequest.newBuilder(address("logs/a-pod/step-test"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer alices")
                .build();
        assertThat(http.send(call, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to retrieve container logs for containerd://e788ff6eb312",
                "unable to retrieve container logs for docker://e788ff6eb312\n",
                "failed to try resolving symlinks in path \"/var/log/pods/x/0.log\": lstat /var/log/pods/x/0.log: no such file or directory",
                "failed to create fsnotify watcher: too many open files"
            })
    void tellsAsAnErrorWhatAKubeletTellsAsALog(String text) throws Exception {
        cluster.logs().put("logs", "a-pod", "step-test", text);
        JsonNode error = assertProblem(get("logs/a-pod/step-test"), 404, "LOG_NOT_FOUND");
        assertThat(error.path("message").asString()).contains(text.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unable to retrieve container logs for containerd://e788ff6eb312\nand more",
                "unable to retrieve",
                "unable to retrieve container logs for my favourite container",
                "failed to open"
            })
    void givesALogThatOnlyLooksAlike(String text) throws Exception {
        cluster.logs().put("logs", "a-pod", "step-test", text);
        assertThat(get("logs/a-pod/step-test").body()).isEqualTo(text);
    }

    @Test
    void tellsWhyThereIsNoLog() throws Exception {
        assertProblem(get("logs/no-pod/step-test"), 404, "LOG_NOT_FOUND");
        assertThat(assertProblem(get("logs/a-pod/step-other"), 404, "LOG_NOT_FOUND")
                        .path("message")
                        .asString())
                .contains("step-other is not valid for pod a-pod");
        cluster.faults(Fault.refusing(
                500, "InternalError", "oh", request -> request.subresource().equals("log")));
        assertProblem(get("logs/a-pod/step-test"), 502, "CLUSTER_UNAVAILABLE");
        cluster.faults(Fault.refusing(
                503, "ServiceUnavailable", "oh", request -> request.resource().equals("subjectaccessreviews")));
        assertProblem(get("logs/a-pod/step-test"), 503, "CLUSTER_UNAVAILABLE");
    }

    @Test
    void followsALogAndLetsGoOfTheClusterWhenTheCallerHasGone() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicBoolean isLetGo = new AtomicBoolean();
        cluster.logs().put("logs", "a-pod", "step-test", (request, out) -> {
            assertThat(request.query()).containsEntry("follow", "true");
            try {
                write(out, "first\n");
                read.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                while (true) {
                    write(out, "more ".repeat(1_000) + "\n");
                }
            } catch (IOException e) {
                isLetGo.set(true);
                throw e;
            }
        });

        try (InputStream log = http.send(call("logs/a-pod/step-test?follow=true"), BodyHandlers.ofInputStream())
                .body()) {
            assertThat(new String(log.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("first\n");
            read.countDown();
            log.readNBytes(20_000);
        }
        await().atMost(PATIENCE).untilTrue(isLetGo);
    }

    @Test
    void breaksOffVisiblyWhatIsTooLong() {
        AtomicBoolean isLetGo = new AtomicBoolean();
        cluster.logs().put("logs", "a-pod", "step-test", endless(isLetGo));
        assertThatThrownBy(() -> get("logs/a-pod/step-test")).isInstanceOf(IOException.class);
        await().atMost(PATIENCE).untilTrue(isLetGo);
    }

    @Test
    void sendsACallerSoManyAtATime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        cluster.logs().put("logs", "a-pod", "step-test", (request, out) -> {
            write(out, "first\n");
            end.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        });
        List<InputStream> open = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            InputStream log = http.send(call("logs/a-pod/step-test?follow"), BodyHandlers.ofInputStream())
                    .body();
            assertThat(log.read()).isEqualTo('f');
            open.add(log);
        }

        HttpResponse<String> refused = get("logs/a-pod/step-test");
        assertProblem(refused, 429, "RATE_LIMITED");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");

        end.countDown();
        for (InputStream log : open) {
            log.readAllBytes();
        }
        await().atMost(PATIENCE).until(() -> get("logs/a-pod/step-test").statusCode() == 200);
    }

    private static ContainerLogs.Log endless(AtomicBoolean isLetGo) {
        return (request, out) -> {
            try {
                while (true) {
                    write(out, "more ".repeat(10_000) + "\n");
                }
            } catch (IOException e) {
                isLetGo.set(true);
                throw e;
            }
        };
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static JsonNode assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        JsonNode error = JsonMapper.shared().readTree(answer.body()).at("/errors/0");
        assertThat(error.at("/extensions/code").asString()).isEqualTo(code);
        return error;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(call(path), BodyHandlers.ofString());
    }

    private HttpRequest call(String path) {
        return HttpRequest.newBuilder(address(path))
                .header("Authorization", "Bearer alices")
                .timeout(PATIENCE)
                .build();
    }

    private URI address(String path) {
        return URI.create("http://localhost:%d/logs/%s".formatted(port, path));
    }

    private static ObjectNode pod() {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "logs", "name": "a-pod"}}
                """);
    }
}
