package io.tektonretry.graphql;

import io.tektonretry.postgres.SharedPostgres;
import io.tektonretry.report.fact.ReportFacts;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/**
 * How long reports, facets and the list of unresolved failures take over 90 days, by HTTP. {@code -Druns=1000000} says how many runs
 * there are, {@code -Drounds=9} how often each query is sent. With {@code -Dkeep=true} the database stays until the process is ended;
 * {@code -Ddatabase=} with its printed address measures there again.
 */
final class ReportBenchmark {

    private static final int RUNS = Integer.getInteger("runs", 100_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final String DATABASE = System.getProperty("database", "");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final Map<String, String> QUERIES = new LinkedHashMap<>();

    static {
        report(
                "flakiness",
                "",
                "taskFlakiness(first: 10) { total rows { taskName flipRate lastFlakeAt sameInputs { low } } }");
        report(
                "flakiness of 100 tasks",
                "",
                "taskFlakiness(first: 100, orderBy: COMPUTE_WASTED) { rows { taskName lastFlakeAt } }");
        report(
                "flakiness on main",
                "branch: \"main\"",
                "taskFlakiness(first: 10) { rows { taskName flipRate lastFlakeAt } }");
        report(
                "flakiness of a namespace",
                "namespaces: [\"ns-7\"]",
                "taskFlakiness(first: 10) { rows { taskName flipRate } }");
        report("worth of retries", "", "retryWorth(first: 10) { rows { taskName failureClass recovered { rate } } }");
        for (String group : List.of("NAMESPACE", "PIPELINE", "TASK", "REPOSITORY")) {
            report("retries by " + group, "", retries(group, "", "runs failedRuns computeSaved computeWasted"));
            report(
                    "retries by " + group + ", durations",
                    "",
                    retries(
                            group,
                            "",
                            "runs duration { p50 p95 } retryDuration { p95 } timeToRecovery { p50 } timeSaved"));
        }
        report("retries by NAMESPACE and DAY", "", retries("NAMESPACE", "interval: DAY", "runs failedRuns"));
        report(
                "retries by NAMESPACE and WEEK, durations",
                "",
                retries("NAMESPACE", "interval: WEEK", "runs duration { p50 }"));
        report("retries on main", "branch: \"main\"", retries("PIPELINE", "", "runs failedRuns duration { p50 }"));
        QUERIES.put(
                "retries by PIPELINE and HOUR, 8 days",
                "{ reports(filter: {during: {from: \"%s\"}}) { %s } }"
                        .formatted(
                                java.time.Instant.now().minusSeconds(7 * 86_400),
                                retries("PIPELINE", "interval: HOUR", "runs failedRuns")));
        QUERIES.put("facets", "{ pipelineRunFacets { statuses { value count } pipelines { value count } } }");
        QUERIES.put("unresolvedFailures", "{ unresolvedFailures(first: 50) { nodes { run { name failureClass } } } }");
    }

    private record KeptDatabase(String getJdbcUrl) implements JdbcConnectionDetails {
        @Override
        public String getUsername() {
            return "postgres";
        }

        @Override
        public @Nullable String getPassword() {
            return null;
        }
    }

    private ReportBenchmark() {}

    private static String retries(String group, String interval, String figures) {
        String buckets = interval.isEmpty() ? "" : "buckets { start figures { %s } }".formatted(figures);
        return "retries(groupBy: %s, %s first: 20) { total rows { namespace figures { %s } %s } }"
                .formatted(group, interval, figures, buckets);
    }

    private static void report(String name, String filter, String report) {
        QUERIES.put(
                name,
                "{ reports(filter: {during: {from: \"%s\"} %s}) { %s } }"
                        .formatted(java.time.Instant.now().minusSeconds(90 * 86_400), filter, report));
    }

    public static void main(String[] arguments) throws Exception {
        try (var service = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .initializers(ReportBenchmark::useKeptDatabase)
                .run(
                        "--server.port=0",
                        "--tektonretry.graphql.points-per-minute=1000000",
                        "--management.endpoint.health.validate-group-membership=false")) {
            JdbcClient jdbc = service.getBean(JdbcClient.class);
            if (DATABASE.isEmpty()) {
                System.out.println(
                        "database " + SharedPostgres.database("graphql").getJdbcUrl());
                time("load", () -> new ReportedRuns(jdbc).load(RUNS));
                ReportFacts facts = service.getBean(ReportFacts.class);
                time("derive facts", () -> derive(facts));
                time("vacuum", () -> jdbc.sql("vacuum analyze").update());
                sizes(jdbc);
            }
            int port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
            for (var query : QUERIES.entrySet()) {
                measure(port, query.getKey(), query.getValue());
            }
            if (Boolean.getBoolean("keep")) {
                Thread.sleep(Long.MAX_VALUE);
            }
        }
        System.exit(0);
    }

    private static void useKeptDatabase(ConfigurableApplicationContext service) {
        if (!DATABASE.isEmpty()) {
            ((GenericApplicationContext) service)
                    .registerBean(
                            "keptDatabase",
                            JdbcConnectionDetails.class,
                            () -> new KeptDatabase(DATABASE),
                            bean -> bean.setPrimary(true));
        }
    }

    private static void derive(ReportFacts facts) {
        boolean isMoreLeft = true;
        while (isMoreLeft) {
            isMoreLeft = facts.advance(Integer.getInteger("chunk", 500));
        }
    }

    private static void time(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf(Locale.ROOT, "%s: %.0f s, load %.1f%n", what, (System.nanoTime() - start) / 1e9, load());
    }

    private static void sizes(JdbcClient jdbc) {
        jdbc.sql("""
                select relname || ': ' || n_live_tup || ' rows, ' || pg_size_pretty(pg_total_relation_size(relid))
                  from pg_stat_user_tables where n_live_tup > 0 order by pg_total_relation_size(relid) desc
                """).query(String.class).list().forEach(System.out::println);
    }

    private static void measure(int port, String name, String query) throws Exception {
        List<Double> times = new ArrayList<>();
        String answer = "";
        for (int round = 0; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:%d/graphql".formatted(port)))
                                    .header("Authorization", "Bearer alices")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(
                                            JsonMapper.shared().writeValueAsString(Map.of("query", query))))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            if (round > 0) {
                times.add((System.nanoTime() - start) / 1e6);
            }
        }
        times.sort(null);
        System.out.printf(
                Locale.ROOT,
                "%s: median %.0f ms, %.0f to %.0f, load %.1f%s%n",
                name,
                times.get(times.size() / 2),
                times.get(0),
                times.get(times.size() - 1),
                load(),
                answer.contains("\"errors\"") ? " " + answer : "");
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
