package io.tektonretry.graphql;

import com.sun.management.OperatingSystemMXBean;
import io.tektonretry.history.HistoryDump;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How fast lineages are exported over HTTP. Argument: number of runs, 1,000,000 by default. A twentieth of them are retries. */
final class ExportBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final List<String> TABLES = List.of("""
            insert into pipeline_run
                   (uid, namespace, name, epoch, resource_version, pipeline_name, status, reason, message, created_at, started_at, finished_at,
                    labels, base_uid, root_uid, retry_of_uid, retry_number, attempt_number, requested_by, tasks_hash,
                    source_provider, source_repository, source_revision, source_branch, source_job, source_url)
            select uid, 'team-' || n / 20 % 100, 'build-' || n, 1, n, 'pipeline-' || n / 20 % 7,
                   case when n % 20 < 2 then 'FAILED' else 'SUCCEEDED' end, 'Completed',
                   'Tasks Completed: 12 (Failed: 0, Cancelled 0), Skipped: 1', at, at + interval '1 s', at + interval '5 min',
                   '{}', coalesce(retried, uid), coalesce(retried, uid), retried, case when retried is null then 0 else 1 end,
                   case when retried is null then 1 else 2 end, case when retried is null then null else 'ann' end, 0,
                   'GITHUB', 'acme/shop-' || n / 20 % 50, md5('commit ' || n), 'main', 'unit',
                   'https://github.com/acme/shop/commit/' || md5('commit ' || n)
              from (select n, cast(md5('run ' || n) as uuid) as uid, cast('2026-01-01T00:00:00Z' as timestamptz) + n * interval '7 s' as at,
                           case when n % 20 = 1 then cast(md5('run ' || n - 1) as uuid) end as retried
                      from generate_series(0, :runs - 1) n) r
            """, """
            insert into pipeline_task (pipeline_run_uid, name, position, is_finally, is_matrix, on_error_continue, child_names)
            select uid, 'task-' || t, t, false, false, false, jsonb_build_array(name || '-' || t)
              from pipeline_run, generate_series(1, 4) t
             where resource_version % 20 = 0 or resource_version % 20 = 1 and t > 2
            """, """
            insert into task_run
                   (uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, is_owned, pipeline_task_name, status, created_at)
            select cast(md5(r.name || t.name) as uuid), 'TaskRun', r.namespace, r.name || '-' || t.position, 1, 1, r.uid, true, t.name,
                   case when r.retry_number = 0 and t.position > 2 then 'FAILED' else 'SUCCEEDED' end, r.created_at
              from pipeline_task t join pipeline_run r on r.uid = t.pipeline_run_uid
            """, """
            insert into task_attempt (task_run_uid, number, status, started_at, finished_at, results, steps)
            select uid, 1, status, created_at, created_at + interval '1 min', '[]', '[]' from task_run
            """);

    private final JdbcClient jdbc;
    private final int port;

    private ExportBenchmark(JdbcClient jdbc, int port) {
        this.jdbc = jdbc;
        this.port = port;
    }

    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length == 0 || !arguments[arguments.length - 1].matches("\\d+")
                ? 1_000_000
                : Integer.parseInt(arguments[arguments.length - 1]);
        try (var service = new SpringApplicationBuilder(GraphQlContext.Beans.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=WARN",
                        "--tektonretry.database.statement-timeout=1h",
                        "--spring.datasource.hikari.data-source-properties.socketTimeout=0",
                        "--management.endpoint.health.validate-group-membership=false")) {
            int port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
            new ExportBenchmark(service.getBean(JdbcClient.class), port).run(runs);
        }
        System.exit(0);
    }

    private void run(int runs) throws Exception {
        new HistoryDump(jdbc).clear();
        TABLES.forEach(table -> {
            var statement = jdbc.sql(table);
            (table.contains(":runs") ? statement.param("runs", runs) : statement).update();
        });
        jdbc.sql("vacuum analyze").update();
        System.out.printf(
                Locale.ROOT,
                "%,d runs; heap of at most %d MB%n",
                runs,
                Runtime.getRuntime().maxMemory() >> 20);
        for (int round = 1; round <= ROUNDS; round++) {
            measure(round, "lineage.jsonl", runs);
            measure(round, "lineage.csv", runs);
        }
        measure(1, "lineage.jsonl?tasks=true", runs);
    }

    private void measure(int round, String path, int runs) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        long[] read = read(path);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "round %d, %s: %,.0f runs a second, %,d lines, %.1f MB a second, CPU of this JVM %.1f s of %.1f s, load average %.1f%n",
                round,
                path,
                runs / seconds,
                read[1],
                read[0] / seconds / 1e6,
                (system.getProcessCpuTime() - cpu) / 1e9,
                seconds,
                system.getSystemLoadAverage());
    }

    /** Reads to the end; answers the numbers of bytes and of lines. */
    private long[] read(String path) throws IOException, InterruptedException {
        HttpRequest call = HttpRequest.newBuilder(URI.create("http://localhost:%d/%s%sfrom=2026-01-01&to=2026-12-31"
                        .formatted(port, path, path.contains("?") ? "&" : "?")))
                .header("Authorization", "Bearer alices")
                .build();
        long[] read = new long[2];
        byte[] chunk = new byte[65_536];
        try (InputStream body = HTTP.send(call, BodyHandlers.ofInputStream()).body()) {
            for (int length; (length = body.read(chunk)) >= 0; ) {
                read[0] += length;
                for (int i = 0; i < length; i++) {
                    if (chunk[i] == '\n') {
                        read[1]++;
                    }
                }
            }
        }
        return read;
    }
}
