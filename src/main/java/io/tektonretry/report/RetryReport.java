package io.tektonretry.report;

import io.tektonretry.report.RetryDurations.Lengths;
import io.tektonretry.report.RetrySource.Shown;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts failed, retried and recovered runs, and the compute that retries saved. */
@Repository
public class RetryReport {

    private static final String FIND =
            """
            with SOURCE, figure as (
                select namespace, pipeline_name, task_name, repository, BUCKET as bucket, grouping(BUCKET) = 1 as is_total,
                       array_agg(distinct series_id) as series, cast(sum(runs) as bigint) as runs,
                       cast(sum(failed_runs) as bigint) as failed_runs, cast(sum(recovered) as bigint) as recovered,
                       cast(sum(retried) as bigint) as retried, sum(manual) as manual, sum(automatic) as automatic,
                       sum(saved) as saved, sum(wasted) as wasted
                  from cell c (namespace, pipeline_name, task_name, repository)
                 group by grouping sets ((namespace, pipeline_name, task_name, repository),
                                         (namespace, pipeline_name, task_name, repository, BUCKET))
            ), ranked as (
                select figure.*, max(failed_runs) over of_group as most_failed, max(runs) over of_group as most_runs
                  from figure
                window of_group as (partition by namespace, pipeline_name, task_name, repository)
            ), placed as (
                select ranked.*, dense_rank() over (
                       order by most_failed desc, most_runs desc, namespace, pipeline_name, task_name, repository) as place
                  from ranked)
            select namespace, pipeline_name, task_name, repository, place, bucket, is_total, series, runs, failed_runs,
                   manual, automatic, saved, wasted, RECOVERED, (select max(place) from placed) as rows
              from placed
             where place <= :first
             order by place, is_total desc, bucket
            """.replace("RECOVERED", Proportion.columns("recovered", "retried", "recovered"));

    private final JdbcClient jdbc;
    private final RetryDurations durations;

    RetryReport(JdbcClient jdbc, RetryDurations durations) {
        this.jdbc = jdbc;
        this.durations = durations;
    }

    /**
     * Groups with most failures first.
     *
     * @param interval length of the buckets of each group; null for none
     * @param wanted the durations that are wanted
     */
    public Ranking<RetryReportRow> of(
            ReportScope scope,
            ReportGroup group,
            @Nullable ReportInterval interval,
            Set<RetryLength> wanted,
            int first) {
        RetrySource source = new RetrySource(group, interval);
        String bucket = source.bucket("at");
        List<Figure> figures = jdbc.sql(
                        scope.applied(FIND.replace("SOURCE", source.cells()).replace("BUCKET", bucket)))
                .params(scope.parameters())
                .param("first", first)
                .query((row, number) -> Figure.of(row))
                .list();
        List<Shown> shown = figures.stream()
                .filter(Figure::isTotal)
                .flatMap(figure -> figure.series().stream().map(series -> new Shown(figure.place(), series)))
                .toList();
        Map<RetryDurations.Key, Lengths> lengths =
                wanted.isEmpty() || shown.isEmpty() ? Map.of() : durations.of(scope, source, shown, kinds(wanted));
        List<RetryReportRow> rows = figures.stream()
                .filter(Figure::isTotal)
                .map(total -> total.row(
                        lengths,
                        figures.stream()
                                .filter(figure -> figure.bucket() != null && figure.place() == total.place())
                                .toList()))
                .toList();
        return new Ranking<>(rows, figures.isEmpty() ? 0 : figures.get(0).rows());
    }

    private static Set<String> kinds(Set<RetryLength> wanted) {
        return wanted.stream().flatMap(RetryLength::kinds).collect(Collectors.toSet());
    }

    /** The figures of a group, in a bucket, or as a whole, without durations. */
    private record Figure(
            int place,
            @Nullable Instant bucket,
            boolean isTotal,
            List<Long> series,
            int rows,
            RetryReportRow key,
            RetryFigures figures) {

        static Figure of(ResultSet row) throws SQLException {
            OffsetDateTime bucket = row.getObject("bucket", OffsetDateTime.class);
            RetryFigures figures = new RetryFigures(
                    row.getLong("runs"),
                    row.getLong("failed_runs"),
                    Proportion.of(row, "recovered"),
                    row.getLong("manual"),
                    row.getLong("automatic"),
                    Duration.ofMillis(row.getLong("saved")),
                    Duration.ofMillis(row.getLong("wasted")),
                    null,
                    null,
                    null,
                    null);
            return new Figure(
                    row.getInt("place"),
                    bucket == null ? null : bucket.toInstant(),
                    row.getBoolean("is_total"),
                    List.of((Long[]) row.getArray("series").getArray()),
                    row.getInt("rows"),
                    new RetryReportRow(
                            row.getString("namespace"),
                            row.getString("pipeline_name"),
                            row.getString("task_name"),
                            row.getString("repository"),
                            figures,
                            List.of()),
                    figures);
        }

        RetryReportRow row(Map<RetryDurations.Key, Lengths> lengths, List<Figure> buckets) {
            return key.with(
                    complete(lengths),
                    buckets.stream()
                            .map(figure -> new RetryReportRow.Bucket(
                                    Objects.requireNonNull(figure.bucket()), figure.complete(lengths)))
                            .toList());
        }

        private RetryFigures complete(Map<RetryDurations.Key, Lengths> lengths) {
            return figures.with(lengths.getOrDefault(new RetryDurations.Key(place, bucket), Lengths.NONE));
        }
    }
}
