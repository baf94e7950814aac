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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * How often a second clients can ask whether each of 50 failed runs can be retried: from documents, and from summaries.
 * {@code -Dlineages=200} says how many failed runs there are, {@code -Dattempts=1} how many runs each of their lineages has,
 * {@code -Dclients=4} and {@code -Dseconds=20} what they are asked.
 */
final class RetryabilityBenchmark {

    private static final int LINEAGES = Integer.getInteger("lineages", 200);
    private static final int ATTEMPTS = Integer.getInteger("attempts", 1);
    private static final int CLIENTS = Integer.getInteger("clients", 4);
    private static final int SECONDS = Integer.getInteger("seconds", 20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String PAGE = """
            { pipelineRuns(first: 50, filter: {statuses: [FAILED]}) {
                nodes { id name retryability { retryable refusals { code message } warnings { code message } } } } }
            """;

    private final JdbcClient jdbc;
    private final URI api;

    private RetryabilityBenchmark(JdbcClient jdbc, URI api) {
        this.jdbc = jdbc;
        this.api = api;
    }

    public static void main(String[] arguments) throws Exception {
        measure("documents", "--tektonretry.retry.summaries.max-size=1B");
        measure("summaries", "--tektonretry.retry.summaries.max-size=32KB");
        System.exit(0);
    }

    private static void measure(String source, String property) throws Exception {
        try (var service = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=WARN",
                        "--tektonretry.graphql.points-per-minute=1000000000",
                        "--management.endpoint.health.validate-group-membership=false",
                        property)) {
            JdbcClient jdbc = service.getBean(JdbcClient.class);
            new HistoryDump(jdbc).clear();
            new FailedLineages(service.getBean(RunRecorder.class), jdbc).record(LINEAGES, ATTEMPTS);
            jdbc.sql("vacuum analyze").update();
            String port = service.getEnvironment().getRequiredProperty("local.server.port");
            new RetryabilityBenchmark(jdbc, URI.create("http://localhost:" + port + "/graphql")).run(source);
        }
    }

    private void run(String source) throws InterruptedException {
        if (source.equals("documents")) {
            System.out.printf(
                    Locale.ROOT,
                    "%d lineages of %d runs; %s objects with documents of %s kB in the mean%n",
                    LINEAGES,
                    ATTEMPTS,
                    jdbc.sql("select count(*) from document").query(Long.class).single(),
                    jdbc.sql("select round(avg(json_bytes) / 1000, 1) from document")
                            .query(String.class)
                            .single());
        }
        ask(SECONDS / 2);
        Cpu before = Cpu.now(jdbc);
        List<Long> times = ask(SECONDS);
        Cpu after = Cpu.now(jdbc);
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f requests/s by %d clients, p50 %.0f ms, p99 %.0f ms; CPU of a request %.1f ms here, %.1f ms in the database; load %.1f%n",
                source,
                times.size() / (double) SECONDS,
                CLIENTS,
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

    private List<Long> ask(int seconds) throws InterruptedException {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.submit(() -> {
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    ask();
                    times.add(System.nanoTime() - start);
                }
                return null;
            });
        }
        clients.shutdown();
        if (!clients.awaitTermination(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Answers do not end");
        }
        return times.stream().sorted().toList();
    }

    private void ask() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(api)
                .header("Content-Type", "application/json")
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
