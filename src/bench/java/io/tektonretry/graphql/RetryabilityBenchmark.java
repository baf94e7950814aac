package io.tektonretry.graphql;

import com.sun.management.OperatingSystemMXBean;
import io.tektonretry.history.HistoryDump;
import io.tektonretry.history.recording.RunRecorder;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * How often a second clients can ask whether each of 50 failed runs can be retried: from documents, and from summaries.
 * Argument: {@code lineages=200,attempts=1,clients=4,seconds=20}, how many lineages there are, with how many runs each, how many
 * clients ask, and for how long. {@code documents=0} leaves out the former.
 */
final class RetryabilityBenchmark {

    private static final Pattern SETTING = Pattern.compile("([a-z]+)=(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String PAGE = """
            { pipelineRuns(first: 50, filter: {statuses: [FAILED]}) {
                nodes { id name retryability { retryable refusals { code message } warnings { code message } } } } }
            """;

    private final JdbcClient jdbc;
    private final URI api;
    private final Map<String, Integer> settings;

    private RetryabilityBenchmark(JdbcClient jdbc, URI api, Map<String, Integer> settings) {
        this.jdbc = jdbc;
        this.api = api;
        this.settings = settings;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> settings = new HashMap<>();
        SETTING.matcher(String.join(" ", arguments))
                .results()
                .forEach(setting -> settings.put(setting.group(1), Integer.valueOf(setting.group(2))));
        if (settings.getOrDefault("documents", 1) == 1) {
            measure("documents", "--tektonretry.retry.summaries.max-size=1B", settings);
        }
        measure("summaries", "--tektonretry.retry.summaries.max-size=32KB", settings);
        System.exit(0);
    }

    private int setting(String name, int usual) {
        return settings.getOrDefault(name, usual);
    }

    private static void measure(String source, String property, Map<String, Integer> settings) throws Exception {
        try (var service = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=WARN",
                        "--tektonretry.graphql.points-per-minute=1000000000",
                        "--tektonretry.graphql.timeout=2m",
                        "--management.endpoint.health.validate-group-membership=false",
                        property)) {
            JdbcClient jdbc = service.getBean(JdbcClient.class);
            String port = service.getEnvironment().getRequiredProperty("local.server.port");
            RetryabilityBenchmark benchmark =
                    new RetryabilityBenchmark(jdbc, URI.create("http://localhost:" + port + "/graphql"), settings);
            benchmark.fill(service.getBean(RunRecorder.class));
            benchmark.run(source);
        }
    }

    private void fill(RunRecorder recorder) {
        new HistoryDump(jdbc).clear();
        new FailedLineages(recorder, jdbc).record(setting("lineages", 200), setting("attempts", 1));
        jdbc.sql("vacuum analyze").update();
    }

    private void run(String source) throws Exception {
        int seconds = setting("seconds", 20);
        if (source.equals("documents")) {
            System.out.printf(
                    Locale.ROOT,
                    "%d lineages of %d runs; %s objects with documents of %s kB in the mean%n",
                    setting("lineages", 200),
                    setting("attempts", 1),
                    jdbc.sql("select count(*) from document").query(Long.class).single(),
                    jdbc.sql("select round(avg(json_bytes) / 1000, 1) from document")
                            .query(String.class)
                            .single());
        }
        ask(seconds / 2);
        Cpu before = Cpu.now(jdbc);
        List<Long> times = ask(seconds);
        Cpu after = Cpu.now(jdbc);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f requests/s by %d clients, p50 %.0f ms, p99 %.0f ms; CPU of a request %.1f ms here, %.1f ms in the database; load %.1f%n",
                source,
                times.size() / (double) seconds,
                setting("clients", 4),
                times.get(times.size() / 2) / 1e6,
                times.get(times.size() * 99 / 100) / 1e6,
                (after.java() - before.java()) / 1e6 / times.size(),
                (after.database() - before.database()) / 1e6 / times.size(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        jdbc.sql(
                        "select count(*) || ' summaries of ' || coalesce(round(avg(octet_length(body))), 0) || ' bytes' from plan_summary")
                .query(String.class)
                .list()
                .forEach(System.out::println);
    }

    private List<Long> ask(int seconds) throws Exception {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService clients = Executors.newFixedThreadPool(setting("clients", 4));
        List<Future<?>> asked = new ArrayList<>();
        for (int i = 0; i < setting("clients", 4); i++) {
            asked.add(clients.submit(() -> {
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    ask();
                    times.add(System.nanoTime() - start);
                }
                return null;
            }));
        }
        clients.shutdown();
        for (Future<?> each : asked) {
            each.get();
        }
        return times.stream().sorted().toList();
    }

    private void ask() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer alices")
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.ofString(JsonMapper.shared()
                        .createObjectNode()
                        .put("query", PAGE)
                        .toString()))
                .build();
        String answer = HTTP.send(request, BodyHandlers.ofString()).body();
        if (answer.contains("\"errors\"") || !answer.contains("\"retryable\"")) {
            throw new IllegalStateException(answer);
        }
    }

    /** Time of all cores, in nanoseconds. */
    private record Cpu(long java, long database) {

        static Cpu now(JdbcClient jdbc) {
            long java = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
            long database = jdbc.sql("select pid from pg_stat_activity").query(Long.class).list().stream()
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .mapToLong(server -> server.info()
                            .totalCpuDuration()
                            .orElse(Duration.ZERO)
                            .toNanos())
                    .sum();
            return new Cpu(java, database);
        }
    }
}
