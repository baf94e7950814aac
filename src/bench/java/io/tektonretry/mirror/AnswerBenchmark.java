package io.tektonretry.mirror;

import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.RunRecorder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether answers that take much memory harm a replica with 70 % of 1 GiB and the JVM options of the image: eight clients ask for them
 * at once while the cluster changes. Argument: seconds for each kind of query, 30 by default, and the number of clients, as in {@code 6,16}.
 */
public final class AnswerBenchmark {

    private static final int CHANGES_A_SECOND = 20;
    private static final int OTHER_RUNS = 1_000;

    private static final List<String> JVM = List.of("-Xmx717m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

    private static final Map<String, String> QUERIES = Map.of(
            "0 nothing", "",
            "1 retryability of 100 runs with 60 tasks",
                    "{ pipelineRuns(first: 100, filter: {namespaces: [\\\"many\\\"]}) { nodes { retryability { retryable refusals { code } } } } }",
            "2 manifest of 60 runs of 1.2 MB",
                    "{ pipelineRuns(first: 60, filter: {namespaces: [\\\"large\\\"]}) { nodes { manifest } } }",
            "3 manifest of 25 runs of 1.2 MB",
                    "{ pipelineRuns(first: 25, filter: {namespaces: [\\\"large\\\"]}) { nodes { manifest } } }",
            "4 params of 60 runs of 1.2 MB",
                    "{ pipelineRuns(first: 60, filter: {namespaces: [\\\"large\\\"]}) { nodes { params { name } } } }",
            "5 retryability of 60 runs of 1.2 MB",
                    "{ pipelineRuns(first: 60, filter: {namespaces: [\\\"large\\\"]}) { nodes { retryability { retryable } } } }");

    private static final Pattern CODE = Pattern.compile("\"code\":\"([A-Z_]+)\",\"requestId");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.shared();

    private AnswerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        try {
            String last = arguments.length == 0 ? "" : arguments[arguments.length - 1];
            String[] numbers = last.matches("\\d+(,\\d+)?") ? last.split(",") : new String[] {"30"};
            run(Integer.parseInt(numbers[0]), numbers.length == 1 ? 8 : Integer.parseInt(numbers[1]));
            System.exit(0);
        } catch (IllegalStateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(int seconds, int clients) throws Exception {
        Path folder = Files.createTempDirectory("answers");
        try (Setting setting = Setting.start(Map.of())) {
            setting.describe();
            setting.clear();
            fill(setting.history().getBean(RunRecorder.class));
            try (PreparedCluster cluster = PreparedCluster.of(OTHER_RUNS, 3);
                    ReplicaProcess replica = ReplicaProcess.start(
                            cluster.url(),
                            setting.history().getBean(JdbcConnectionDetails.class),
                            JVM,
                            List.of(
                                    "--tektonretry.access.mode=none",
                                    "--tektonretry.mirror.pods=false",
                                    "--tektonretry.mirror.events=false"),
                            folder);
                    CommittedVersions committed = new CommittedVersions(setting.database())) {
                while (!replica.isReady() && replica.isAlive()) {
                    Thread.sleep(500);
                }
                URI api = replica.address().orElseThrow().resolve("/graphql");
                for (Map.Entry<String, String> query : new TreeMap<>(QUERIES).entrySet()) {
                    measure(query.getKey(), query.getValue(), api, cluster, committed, seconds, clients);
                    if (!replica.isAlive()) {
                        throw new IllegalStateException(replica.output());
                    }
                }
            }
        }
    }

    private static void measure(
            String name,
            String query,
            URI api,
            PreparedCluster cluster,
            CommittedVersions committed,
            int seconds,
            int count)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Map<String, Integer> outcomes = new ConcurrentHashMap<>();
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        ExecutorService clients = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count && !query.isEmpty(); i++) {
            clients.execute(() -> ask(api, query, end, outcomes, times));
        }
        long[] lags = lags(cluster, committed, end);
        clients.shutdown();
        clients.awaitTermination(2, TimeUnit.MINUTES);
        System.out.printf(
                "%s: answers %s, after p50 %d p99 %d most %d ms; lag p50 %d p99 %d most %d ms%n",
                name,
                new TreeMap<>(outcomes),
                at(times, 50),
                at(times, 99),
                at(times, 100),
                lags[lags.length / 2] / 1_000_000,
                lags[lags.length * 99 / 100] / 1_000_000,
                lags[lags.length - 1] / 1_000_000);
    }

    private static void ask(URI api, String query, long end, Map<String, Integer> outcomes, List<Long> times) {
        HttpRequest request = HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(1))
                .POST(BodyPublishers.ofString("{\"query\":\"" + query + "\"}"))
                .build();
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            try {
                String answer = HTTP.send(request, BodyHandlers.ofString()).body();
                var code = CODE.matcher(answer);
                outcomes.merge(code.find() ? code.group(1) : "data", 1, Integer::sum);
            } catch (IOException e) {
                outcomes.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            times.add((System.nanoTime() - start) / 1_000_000);
        }
    }

    private static long[] lags(PreparedCluster cluster, CommittedVersions committed, long end)
            throws InterruptedException {
        List<long[]> sent = new ArrayList<>();
        for (int i = 0; System.nanoTime() < end; i++) {
            long start = System.nanoTime();
            sent.add(new long[] {cluster.change(i % OTHER_RUNS), start});
            Thread.sleep(1_000 / CHANGES_A_SECOND);
        }
        Setting.await(() -> committed.at(sent.get(sent.size() - 1)[0]) != 0);
        return sent.stream()
                .mapToLong(change -> committed.at(change[0]) - change[1])
                .sorted()
                .toArray();
    }

    private static long at(List<Long> times, int percent) {
        long[] sorted = times.stream().mapToLong(time -> time).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void fill(RunRecorder recorder) {
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            recorder.record(runWithTasks(i, random), Instant.now());
        }
        for (int i = 0; i < 60; i++) {
            ObjectNode run = run("large", "large-" + i, random, List.of("only"));
            ArrayNode params = run.withObject("/spec").putArray("params");
            for (int n = 0; n < 60; n++) {
                params.addObject().put("name", "param-" + n).put("value", words(random, 20_000));
            }
            recorder.record(List.of(new Observation.Seen(run)), Instant.now());
        }
    }

    private static List<Observation> runWithTasks(int number, Random random) {
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            tasks.add("task-" + i);
        }
        ObjectNode run = run("many", "many-" + number, random, tasks);
        List<Observation> seen = new ArrayList<>(List.of(new Observation.Seen(run)));
        for (String task : tasks) {
            seen.add(new Observation.Seen(taskRun(run, task, random)));
        }
        return seen;
    }

    private static ObjectNode run(String namespace, String name, Random random, List<String> tasks) {
        ObjectNode run = object("PipelineRun", namespace, name, random);
        ObjectNode spec = run.putObject("spec").putObject("pipelineSpec");
        ArrayNode declared = spec.putArray("tasks");
        tasks.forEach(task ->
                declared.addObject().put("name", task).putObject("taskRef").put("name", "build"));
        ObjectNode status = ended(run, "False", "Failed");
        status.set("pipelineSpec", spec.deepCopy());
        ArrayNode children = status.putArray("childReferences");
        tasks.forEach(task -> children.addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "TaskRun")
                .put("name", name + "-" + task)
                .put("pipelineTaskName", task));
        return run;
    }

    private static ObjectNode taskRun(ObjectNode run, String task, Random random) {
        String name = run.at("/metadata/name").asString();
        String uid = run.at("/metadata/uid").asString();
        ObjectNode taskRun = object("TaskRun", run.at("/metadata/namespace").asString(), name + "-" + task, random);
        ObjectNode metadata = taskRun.withObject("/metadata");
        metadata.putObject("labels")
                .put("tekton.dev/pipelineRun", name)
                .put("tekton.dev/pipelineRunUID", uid)
                .put("tekton.dev/pipelineTask", task);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "tekton.dev/v1")
                .put("kind", "PipelineRun")
                .put("name", name)
                .put("uid", uid)
                .put("controller", true);
        taskRun.putObject("spec").putObject("taskRef").put("name", "build");
        boolean failed = task.equals("task-59");
        ObjectNode status = ended(taskRun, failed ? "False" : "True", failed ? "Failed" : "Succeeded");
        status.putObject("taskSpec")
                .putArray("steps")
                .addObject()
                .put("name", "main")
                .put("script", words(random, 8_000));
        status.putArray("results").addObject().put("name", "out").put("value", words(random, 200));
        return taskRun;
    }

    private static ObjectNode object(String kind, String namespace, String name, Random random) {
        ObjectNode object =
                JSON.createObjectNode().put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.putObject("metadata")
                .put("namespace", namespace)
                .put("name", name)
                .put("uid", new UUID(random.nextLong(), random.nextLong()).toString())
                .put("resourceVersion", Integer.toString(1 + random.nextInt(900)))
                .put("creationTimestamp", "2026-11-24T00:00:00Z");
        return object;
    }

    private static ObjectNode ended(ObjectNode object, String status, String reason) {
        ObjectNode ended = object.putObject("status")
                .put("startTime", "2026-11-24T00:00:00Z")
                .put("completionTime", "2026-11-24T00:10:00Z");
        ended.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", status)
                .put("reason", reason)
                .put("message", reason);
        return ended;
    }

    /** Text that deflates about as much as scripts do. */
    private static String words(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(5_000), 36)).append(' ');
        }
        return text.substring(0, length);
    }
}
