package io.tektonretry.log.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.history.ClusterEvidence;
import io.tektonretry.history.HistoryContext;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.Recording;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.LogsOfPods;
import io.tektonretry.worker.Workers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@HistoryContext
@ExtendWith(OutputCaptureExtension.class)
class FailureLogReaderIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration READ_PATIENCE = Duration.ofSeconds(3);
    private static final String POD = "bad-luck-node-pod";
    private static final String NAMESPACE = "rec-podfail";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    RunRecorder recorder;

    @Autowired
    PodOutcomes pods;

    private final ApiServerDouble cluster = ApiServerDouble.start();
    private final KubernetesClient client = ClusterClient.of(
            new ConfigBuilder(Config.empty()).withMasterUrl(cluster.url()).build(), ObservationRegistry.NOOP);
    private final Recording recording = Recording.of("pods-fail-for-reasons-of-the-cluster");
    private final JsonNode taskRun = recording.read("TaskRun-node.json");
    private final CountDownLatch end = new CountDownLatch(1);
    private FailureLogs logs;
    private @Nullable FailureLogReader reader;

    @BeforeEach
    void record() {
        new HistoryDump(jdbc).clear();
        recorder.record(recording.observations(), Instant.EPOCH);
        jdbc.sql("""
                        update task_attempt
                           set failure_class = 'USER_CODE', pod_name = :pod, finished_at = now(),
                               steps = '[["prepare", 0], ["main", 1]]'
                         where task_run_uid = :taskRun
                        """).param("pod", POD).param("taskRun", taskRunUid()).update();
        logs = new FailureLogs(jdbc);
    }

    @AfterEach
    void stop() {
        end.countDown();
        if (reader != null) {
            reader.stop();
        }
        client.close();
        cluster.close();
        new HistoryDump(jdbc).clear();
    }

    @Test
    void keepsTheMaskedEndOfTheLogOfAStepThatFailed() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "first\nuser=a token=s3cret\n\0last\n");
        start(2, "token=\\S+");

        await().atMost(PATIENCE).until(() -> kept() != null);
        assertThat(kept()).isEqualTo("user=a ***\n\uFFFDlast\n");
        assertThat(jdbc.sql("select count(*) from failure_log")
                        .query(Integer.class)
                        .single())
                .as("steps that did not fail")
                .isEqualTo(1);
    }

    @Test
    void masksASecretThatBeginsAboveTheLinesThatAreKept() {
        createPod(NAMESPACE);
        cluster.logs()
                .put(
                        NAMESPACE,
                        POD,
                        "step-main",
                        "-----BEGIN KEY-----\n" + "s3cret\n".repeat(100) + "-----END KEY-----\nbye\n");
        start(5, "(?s)-----BEGIN KEY-----.*?-----END KEY-----");

        await().atMost(PATIENCE).until(() -> kept() != null);
        assertThat(kept()).isEqualTo("***\nbye\n");
    }

    @Test
    void holdsNoLogUpForThoseOfANodeThatHangs() {
        createPod(NAMESPACE);
        jdbc.sql("""
                        insert into task_attempt
                        select (jsonb_populate_record(a, '{"number": 7}')).* from task_attempt a where task_run_uid = :taskRun
                        """).param("taskRun", taskRunUid()).update();
        finished("1 minute");
        jdbc.sql("""
                        update task_attempt
                           set finished_at = now(), steps = '[["a", 1], ["b", 1], ["c", 1], ["d", 1]]'
                         where number = 7
                        """).update();
        List<String> hanging = List.of("step-a", "step-b", "step-c", "step-d");
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (hanging.contains(request.query().getOrDefault("container", ""))) {
                    hang();
                }
            }
        });
        cluster.logs().put(NAMESPACE, POD, "step-main", "of another node\n");
        hanging.forEach(container -> cluster.logs().put(NAMESPACE, POD, container, "never\n"));
        start(5);

        await().atMost(PATIENCE).until(() -> "of another node\n".equals(kept()));
    }

    @Test
    void readsWhatFailedBesideAStepWithANameThatIsNone() {
        createPod(NAMESPACE);
        steps(
                new Random(1)
                        .ints(20_000, 'a', 'z' + 1)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString(),
                "main");
        cluster.logs().put(NAMESPACE, POD, "step-main", "here\n");
        start(5);

        await().atMost(PATIENCE).until(() -> "here\n".equals(kept()));
    }

    @Test
    void givesUpAnEndlessLogAndOneThatIsNotUtf8() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", (request, out) -> {
            while (true) {
                out.write(new byte[] {(byte) 0xff, 'x', 0});
                out.write("0123456789".repeat(1_000).getBytes(StandardCharsets.UTF_8));
            }
        });
        start(1);

        await().atMost(PATIENCE).until(() -> kept() != null);
        assertThat(kept()).hasSizeBetween(1_000, 8_192).doesNotContain("\0");
    }

    @Test
    void saysThatThePodWasGone() {
        recordPod(NAMESPACE, null);
        start(5);
        awaitMissing("POD_GONE");

        jdbc.sql("delete from failure_log").update();
        pods.vanished(podUid(), Instant.now());
        awaitMissing("POD_GONE");
    }

    @Test
    void saysThatAContainerHasNoLog() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "unable to retrieve container logs for containerd://1");
        start(5);
        awaitMissing("NO_LOG");

        cluster.logs()
                .put(NAMESPACE, POD, "step-main", "2026/11/24 08:00:00 Skipping step because a previous step failed\n");
        jdbc.sql("delete from failure_log").update();
        awaitMissing("NO_LOG");
    }

    @Test
    void givesUpALogWhoseNodeIsAway() {
        createPod(NAMESPACE);
        cluster.faults(Fault.refusing(
                500,
                "InternalError",
                "dial tcp: no route to host",
                request -> request.subresource().equals("log")));
        start(5);

        await().atMost(PATIENCE).until(() -> {
            jdbc.sql("update failure_log set claimed_at = claimed_at - interval '2 minutes'")
                    .update();
            return "UNAVAILABLE".equals(missing());
        });
    }

    @Test
    void waitsForAnApiServerThatIsAwayAndSaysItOnce(CapturedOutput output) {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "late\n");
        AtomicInteger refused = new AtomicInteger();
        cluster.faults(Fault.refusing(503, "ServiceUnavailable", "etcd is away", request -> {
            boolean isLog = request.subresource().equals("log");
            refused.addAndGet(isLog ? 1 : 0);
            return isLog;
        }));
        start(5);
        await().atMost(PATIENCE).until(() -> refused.get() > 2);
        assertThat(output.getOut().lines().filter(line -> line.contains("worker=\"failure-logs\"")))
                .singleElement()
                .asString()
                .contains("etcd is away");

        cluster.faults(Fault.NONE);
        await().atMost(PATIENCE).until(() -> "late\n".equals(kept()));
    }

    @Test
    void goesOnWhenTheApiServerHangs() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "late\n");
        CountDownLatch hanging = new CountDownLatch(1);
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                hanging.countDown();
                hang();
            }
        });
        start(5);
        await().atMost(PATIENCE).until(() -> hanging.getCount() == 0);

        cluster.faults(Fault.NONE);
        await().atMost(PATIENCE).until(() -> {
            jdbc.sql("update failure_log set claimed_at = claimed_at - interval '2 minutes'")
                    .update();
            return "late\n".equals(kept());
        });
    }

    @Test
    void catchesUpAfterARestartWithWhatIsStillThere() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "old\n");
        finished("2 days");
        start(5);
        await().atMost(PATIENCE).until(() -> "old\n".equals(kept()));

        jdbc.sql("delete from failure_log").update();
        finished("8 days");
        restart();
        assertThat(logs.claim(Instant.now().minus(Duration.ofDays(7)), Instant.now(), Instant.now(), 10))
                .as("older than failure-log-age")
                .isEmpty();
    }

    @Test
    void takesOverWhatAReplicaHasLeftUnread() {
        createPod(NAMESPACE);
        cluster.logs().put(NAMESPACE, POD, "step-main", "mine\n");
        Instant lately = Instant.now().minusSeconds(60);
        assertThat(logs.claim(lately, Instant.now().plusSeconds(60), lately, 10))
                .hasSize(1);
        assertThat(logs.claim(lately, Instant.now().plusSeconds(60), lately, 10))
                .as("that another one reads")
                .isEmpty();

        jdbc.sql("update failure_log set claimed_at = claimed_at - interval '2 minutes'")
                .update();
        start(5);
        await().atMost(PATIENCE).until(() -> "mine\n".equals(kept()));
    }

    @Test
    void readsNoPodThatOnlySaysThatItIsOfTheTaskRun() {
        createPod("other");
        cluster.logs().put("other", POD, "step-main", "forged\n");
        Instant lately = Instant.now().minusSeconds(60);
        assertThat(logs.claim(lately, Instant.now().plusSeconds(60), lately, 10))
                .as("a pod of another namespace")
                .isEmpty();

        createPod(NAMESPACE);
        jdbc.sql("update pod_outcome set task_run_name = 'another'").update();
        assertThat(logs.claim(lately, Instant.now().plusSeconds(60), lately, 10))
                .as("a pod of another TaskRun")
                .isEmpty();
    }

    @Test
    void goesWithItsAttempt() {
        createPod(NAMESPACE);
        Instant lately = Instant.now().minusSeconds(60);
        List<FailureLogs.Claim> claims = logs.claim(lately, Instant.now().plusSeconds(60), lately, 10);
        jdbc.sql("delete from task_attempt").update();

        claims.forEach(claim -> logs.store(claim, "late", null));
        assertThat(jdbc.sql("select count(*) from failure_log")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private void steps(String... names) {
        jdbc.sql("update task_attempt set steps = :steps where task_run_uid = :taskRun")
                .param(
                        "steps",
                        Stream.of(names).map("[\"%s\", 1]"::formatted).collect(Collectors.joining(",", "[", "]")))
                .param("taskRun", taskRunUid())
                .update();
    }

    private void start(int lines, String... mask) {
        FailureLogReader started = new FailureLogReader(
                logs,
                LogsOfPods.of(client),
                new FailureLogProperties(lines, Duration.ofDays(7)),
                new KeptLogProperties(true, READ_PATIENCE, List.of(mask)),
                new Workers(new SimpleMeterRegistry()),
                Clock.systemUTC());
        started.start();
        reader = started;
    }

    private void restart() {
        if (reader != null) {
            reader.stop();
        }
        start(5);
    }

    private void hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void finished(String ago) {
        jdbc.sql("update task_attempt set finished_at = now() - cast(:ago as interval) where task_run_uid = :taskRun")
                .param("ago", ago)
                .param("taskRun", taskRunUid())
                .update();
    }

    private void createPod(String namespace) {
        recordPod(namespace, null);
        ObjectNode pod = pod(namespace);
        pod.withObject("/metadata").remove("resourceVersion");
        cluster.create(pod);
    }

    private void recordPod(String namespace, @Nullable Instant deletedAt) {
        pods.record(List.of(PodOutcome.of(pod(namespace), deletedAt).orElseThrow()));
        jdbc.sql("update task_attempt set failure_class = 'USER_CODE' where task_run_uid = :taskRun")
                .param("taskRun", taskRunUid())
                .update();
    }

    private ObjectNode pod(String namespace) {
        ObjectNode pod = ClusterEvidence.pod(taskRun, POD, 1, "{\"phase\": \"Failed\"}");
        pod.withObject("/metadata").put("namespace", namespace);
        if (!namespace.equals(NAMESPACE)) {
            pod.withObject("/metadata").put("uid", UUID.randomUUID().toString());
        }
        return pod;
    }

    private UUID podUid() {
        return jdbc.sql("select uid from pod_outcome").query(UUID.class).single();
    }

    private UUID taskRunUid() {
        return UUID.fromString(taskRun.at("/metadata/uid").asString());
    }

    private @Nullable String kept() {
        return logs.of(List.of(taskRunUid())).getOrDefault(taskRunUid(), List.of()).stream()
                .map(FailureLog::tail)
                .filter(tail -> tail != null)
                .findFirst()
                .orElse(null);
    }

    private @Nullable String missing() {
        return jdbc.sql("select missing from failure_log where missing is not null")
                .query(String.class)
                .optional()
                .orElse(null);
    }

    private void awaitMissing(String reason) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(missing()).isEqualTo(reason));
        assertThat(kept()).isNull();
    }
}
