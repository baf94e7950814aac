package io.tektonretry.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.ApiServerDouble;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.RecordedScenario;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.postgres.CountedMessages;
import io.tektonretry.postgres.SharedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long a retry takes for a caller of the whole service, in a process of its own, beside two bare POSTs to the same API server: an
 * access review and the creation of the same PipelineRun. First it counts what a retry asks of the database and of the API server.
 * Arguments, separated by commas: {@code rounds=9,calls=40,warm=40}.
 */
public final class RetryCallBenchmark {

    /** With the JVM options of the image and the heap of a pod of 1 GiB. */
    private static final List<String> JVM = List.of("-Xmx717m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    private static final String SCENARIO = "a-chain-stops-at-its-middle-task";
    private static final String RETRY = "app-release-glc9x-r1";
    private static final Pattern UID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String QUERY = """
            mutation ($id: ID!) {
              retryPipelineRun(input: {runId: $id}) { run { id name } userErrors { code message } } }
            """;

    private static final String REVIEW = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
             "spec": {"user": "alice", "resourceAttributes": {
               "group": "tekton.dev", "resource": "pipelineruns", "verb": "create", "namespace": "%s"}}}
            """;

    /** A failed run in a namespace of its own. */
    private record FailedRun(String namespace, UUID uid) {}

    /** Times in nanoseconds. */
    private record Round(List<Long> retries, List<Long> posts, double cpuMillis) {

        double ratio() {
            return median(retries) / median(posts);
        }
    }

    private interface Call {
        void make() throws IOException, InterruptedException;
    }

    private final Map<String, Integer> settings = new HashMap<>();
    private final JdbcConnectionDetails database = SharedPostgres.database("retries");
    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(database.getJdbcUrl(), database.getUsername(), database.getPassword()));
    private final Path folder = Files.createTempDirectory("retries");
    private final ApiServerDouble cluster;
    private final AtomicInteger requests = new AtomicInteger();

    private RetryCallBenchmark(ApiServerDouble cluster, String settings) throws IOException {
        this.cluster = cluster;
        for (String setting : settings.split(",")) {
            if (setting.contains("=")) {
                this.settings.put(setting.replaceFirst("=.*", ""), Integer.valueOf(setting.replaceFirst(".*=", "")));
            }
        }
        cluster.tokens(Map.of("alices", JSON.createObjectNode().put("username", "alice")));
        cluster.faults(new Fault() {
            @Override
            public void beforeAnswer(ApiRequest request) {
                if (!request.isWatch() && !request.resource().equals("leases")) {
                    requests.incrementAndGet();
                }
            }
        });
    }

    public static void main(String[] arguments) throws Exception {
        try (ApiServerDouble cluster = ApiServerDouble.start()) {
            RetryCallBenchmark benchmark =
                    new RetryCallBenchmark(cluster, arguments.length == 0 ? "" : arguments[arguments.length - 1]);
            benchmark.count();
            benchmark.measure();
            System.exit(0);
        } catch (IllegalStateException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private int setting(String name, int usual) {
        return settings.getOrDefault(name, usual);
    }

    private ReplicaProcess service(JdbcConnectionDetails database) {
        return ReplicaProcess.start(
                        cluster.url(),
                        database,
                        JVM,
                        List.of(
                                "--tektonretry.access.mode=kubernetes",
                                "--tektonretry.access.max-reviews-per-second=1000000",
                                "--tektonretry.graphql.points-per-minute=1000000000",
                                "--tektonretry.retry.max-age=36500d"),
                        folder)
                .awaitReady();
    }

    /** What happens between a call and its answer; medians, since the mirror and recurring tasks work beside it. */
    private void count() throws Exception {
        int port = Integer.parseInt(database.getJdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1"));
        try (CountedMessages messages = CountedMessages.to(port);
                ReplicaProcess service = service(SharedPostgres.through(messages.port(), "retries"))) {
            URI api = service.address().orElseThrow().resolve("/graphql");
            List<Long> statements = new ArrayList<>();
            List<Long> exchanges = new ArrayList<>();
            List<Long> asked = new ArrayList<>();
            for (FailedRun run : failedRuns("counted", setting("calls", 40))) {
                Thread.sleep(100);
                CountedMessages.Count before = messages.count();
                int askedBefore = requests.get();
                retry(api, run);
                CountedMessages.Count sent = messages.count().since(before);
                asked.add((long) requests.get() - askedBefore);
                statements.add(sent.statements());
                exchanges.add(sent.exchanges());
            }
            System.out.printf(
                    Locale.ROOT,
                    "a retry: %.0f statements, BEGIN and COMMIT included, in %.0f exchanges; %.0f requests to the API server%n",
                    median(statements),
                    median(exchanges),
                    median(asked));
        }
    }

    private void measure() throws Exception {
        try (ReplicaProcess service = service(database)) {
            URI api = service.address().orElseThrow().resolve("/graphql");
            for (int round = 1; round <= setting("warm", 40); round++) {
                round(api, service.pid(), "warm-up-" + round);
            }
            jdbc.sql("analyze").update();
            List<Round> rounds = new ArrayList<>();
            for (int round = 1; round <= setting("rounds", 9); round++) {
                rounds.add(round(api, service.pid(), "round-" + round));
            }
            List<Double> ratios = rounds.stream().map(Round::ratio).sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "a retry %s; two POSTs %s; a retry / two POSTs %.2f (%.2f to %.2f); CPU of the service %.2f ms a retry; load average %.1f%n",
                    times(rounds.stream().flatMap(round -> round.retries().stream())),
                    times(rounds.stream().flatMap(round -> round.posts().stream())),
                    ratios.get(ratios.size() / 2),
                    ratios.get(0),
                    ratios.get(ratios.size() - 1),
                    rounds.stream().mapToDouble(Round::cpuMillis).average().orElseThrow(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
    }

    private static String times(Stream<Long> nanos) {
        List<Long> sorted = nanos.sorted().toList();
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms",
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() * 99 / 100) / 1e6);
    }

    private Round round(URI api, long pid, String name) throws Exception {
        List<FailedRun> runs = failedRuns(name, setting("calls", 40));
        Duration before = cpu(pid);
        List<Long> retries = new ArrayList<>();
        for (FailedRun run : runs) {
            retries.add(nanos(() -> retry(api, run)));
        }
        double cpu = cpu(pid).minus(before).toNanos() / 1e6 / runs.size();
        awaitEvents(runs.get(runs.size() - 1));
        List<Long> posts = new ArrayList<>();
        for (FailedRun run : runs) {
            ObjectNode manifest =
                    cluster.find("PipelineRun", run.namespace(), RETRY).orElseThrow();
            ObjectNode metadata = manifest.withObject("/metadata");
            metadata.remove(List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"));
            metadata.put("name", "bare");
            String body = manifest.toString();
            posts.add(nanos(() -> {
                post("/apis/authorization.k8s.io/v1/subjectaccessreviews", REVIEW.formatted(run.namespace()));
                post("/apis/tekton.dev/v1/namespaces/" + run.namespace() + "/pipelineruns", body);
            }));
        }
        Round round = new Round(retries, posts, cpu);
        System.out.printf(
                Locale.ROOT,
                "%s: a retry %.2f ms, two POSTs %.2f ms; CPU of the service %.2f ms a retry%n",
                name,
                median(retries) / 1e6,
                median(posts) / 1e6,
                cpu);
        return round;
    }

    private static double median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static long nanos(Call call) throws IOException, InterruptedException {
        long start = System.nanoTime();
        call.make();
        return System.nanoTime() - start;
    }

    private static Duration cpu(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow();
    }

    private static void retry(URI api, FailedRun run) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("query", QUERY);
        body.putObject("variables").put("id", new NodeId.Run(run.uid()).encoded());
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(api)
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer alices")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
        if (!answer.body().contains("\"name\":\"" + RETRY + "\"")) {
            throw new IllegalStateException(answer.body());
        }
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.url() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        int status = HTTP.send(request, BodyHandlers.ofString()).statusCode();
        if (status != 201) {
            throw new IllegalStateException("The API server answered " + status);
        }
    }

    /** Puts failed runs in the cluster, and waits until the mirror has recorded them. */
    private List<FailedRun> failedRuns(String name, int count) throws Exception {
        List<FailedRun> runs = new ArrayList<>();
        int objects = 0;
        RecordedScenario recorded = RecordedScenario.named(SCENARIO);
        for (int i = 0; i < count; i++) {
            String namespace = name + "-" + i;
            List<ObjectNode> copies = recorded.objects().stream()
                    .map(object -> copy(object.toString(), recorded.namespace(), namespace))
                    .toList();
            cluster.load(copies);
            objects += (int) copies.stream()
                    .filter(copy -> copy.path("kind").asString().endsWith("Run"))
                    .count();
            copies.stream()
                    .filter(copy -> copy.path("kind").asString().equals("PipelineRun"))
                    .forEach(copy -> runs.add(new FailedRun(
                            namespace, UUID.fromString(copy.at("/metadata/uid").asString()))));
        }
        int expected = objects;
        Setting.await(() -> recorded(name) == expected);
        Thread.sleep(500);
        return runs;
    }

    private static ObjectNode copy(String object, String namespace, String other) {
        String renamed = UID.matcher(object.replace("\"" + namespace + "\"", "\"" + other + "\""))
                .replaceAll(uid -> UUID.nameUUIDFromBytes((other + uid.group()).getBytes(UTF_8))
                        .toString());
        ObjectNode copy = (ObjectNode) JSON.readTree(renamed);
        copy.withObject("/metadata").remove("resourceVersion");
        return copy;
    }

    private int recorded(String name) {
        return jdbc.sql("""
                        select (select count(*) from pipeline_run where namespace like :namespaces)
                             + (select count(*) from task_run where namespace like :namespaces)
                        """)
                .param("namespaces", name + "-%")
                .query(Integer.class)
                .single();
    }

    /** They are written in the background and would slow the POSTs down. */
    private void awaitEvents(FailedRun last) throws InterruptedException {
        Setting.await(() -> cluster.list("Event").stream()
                        .filter(event ->
                                event.at("/metadata/namespace").asString().equals(last.namespace()))
                        .count()
                >= 2);
    }
}
