package io.tektonretry.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the ingest slows down while the tables grow. */
final class GrowthBenchmark {

    private static final int CHUNK = 50_000;

    private static final String COPY_RUNS = """
            insert into pipeline_run
            select copy.*
              from pipeline_run original, generate_series(:from, :to) n,
                   lateral (select cast(md5('copy ' || n) as uuid) as uid) id,
                   lateral jsonb_populate_record(original, jsonb_build_object(
                       'uid', id.uid, 'base_uid', id.uid, 'root_uid', id.uid, 'name', 'copy-' || n,
                       'created_at', original.created_at - n * interval '1 s',
                       'started_at', original.created_at - n * interval '1 s',
                       'finished_at', original.created_at - n * interval '1 s')) copy
             where original.name = 'build-0'
            """;

    private static final String COPY_TASKS = """
            insert into pipeline_task
            select copy.*
              from pipeline_run run join pipeline_task original on original.pipeline_run_uid = run.uid,
                   generate_series(:from, :to) n,
                   lateral jsonb_populate_record(original, jsonb_build_object(
                       'pipeline_run_uid', cast(md5('copy ' || n) as uuid))) copy
             where run.name = 'build-0'
            """;

    private static final String COPY_DOCUMENTS = """
            insert into document
            select cast(md5('copy ' || n) as uuid), d.kind, d.epoch, d.resource_version, d.body, d.json_bytes
              from generate_series(:from, :to) n,
                   (select d.* from document d join pipeline_run r using (uid) where r.name = 'build-0') d
            """;

    private GrowthBenchmark() {}

    static void run(Setting setting) throws InterruptedException {
        int runs = setting.size("runs", 5_000);
        long most = setting.size("rows", 1_000_000);
        setting.clear();
        List<double[]> points = new ArrayList<>();
        long rows = runs;
        try (PreparedCluster cluster = PreparedCluster.of(runs, 6);
                MirroredService mirror = setting.mirror(cluster)) {
            Setting.await(mirror::isCaughtUp);
            IngestBenchmark.ingest(cluster, mirror, runs);
            IngestBenchmark.ingest(cluster, mirror, runs);
            for (long size : LongStream.iterate(10_000, size -> size <= most, size -> 10 * size)
                    .toArray()) {
                long start = System.nanoTime();
                fill(setting.jdbc(), rows, size);
                rows = size;
                System.out.printf(Locale.ROOT, "%d rows after %.0f s%n", size, (System.nanoTime() - start) / 1e9);
                Figures ingest = new Figures("ingest beside %d rows".formatted(size), "rows/s");
                for (int round = 0; round < setting.rounds(); round++) {
                    long begin = System.nanoTime();
                    IngestBenchmark.ingest(cluster, mirror, runs);
                    ingest.add(runs * 1e9 / (System.nanoTime() - begin));
                }
                ingest.summarise();
                points.add(new double[] {Math.log(size), -Math.log(ingest.median())});
            }
        }
        System.out.printf(Locale.ROOT, "growth of the time for a row: exponent %.3f%n", slope(points));
    }

    private static void fill(JdbcClient jdbc, long from, long to) {
        for (long next = from; next < to; next += CHUNK) {
            for (String copy : List.of(COPY_RUNS, COPY_TASKS, COPY_DOCUMENTS)) {
                jdbc.sql(copy)
                        .param("from", next)
                        .param("to", Math.min(to, next + CHUNK) - 1)
                        .update();
            }
        }
        jdbc.sql("vacuum analyze pipeline_run, pipeline_task, document").update();
        jdbc.sql("checkpoint").update();
    }

    private static double slope(List<double[]> points) {
        double x = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double y = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double covariance = points.stream()
                .mapToDouble(point -> (point[0] - x) * (point[1] - y))
                .sum();
        double variance = points.stream()
                .mapToDouble(point -> (point[0] - x) * (point[0] - x))
                .sum();
        return covariance / variance;
    }
}
