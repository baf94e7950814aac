package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Counts failed, retried and recovered runs, and the compute that retries saved. */
@Repository
public class RetryReport {

    private static final String FIND = """
            with UNITS, figure as (
                select namespace, pipeline_name, task_name, repository, bucket, grouping(bucket) = 1 as is_total,
                       count(*) filter (where is_first) as runs, count(*) filter (where failed) as failed_runs,
                       RECOVERED, coalesce(sum(manual), 0) as manual, coalesce(sum(automatic), 0) as automatic,
                       coalesce(sum(saved), 0) as saved, coalesce(sum(wasted), 0) as wasted,
                       RECOVERY, WHOLE, RETRY
                  from (select unit.*, BUCKET as bucket from unit) u
                 group by grouping sets ((namespace, pipeline_name, task_name, repository),
                                         (namespace, pipeline_name, task_name, repository, bucket))
            ), ranked as (
                select figure.*, max(failed_runs) over of_group as most_failed, max(runs) over of_group as most_runs
                  from figure
                window of_group as (partition by namespace, pipeline_name, task_name, repository)
            ), placed as (
                select ranked.*, dense_rank() over (
                       order by most_failed desc, most_runs desc, namespace, pipeline_name, task_name, repository) as place
                  from ranked)
            select placed.*, (select max(place) from placed) as rows
              from placed
             where place <= :first
             order by place, is_total desc, bucket
            """.replace(
                    "RECOVERED",
                    Proportion.columns(
                            "count(*) filter (where recovered)", "count(*) filter (where retried)", "recovered"))
            .replace("RECOVERY", Percentiles.columns("recovery_seconds", "recovery"))
            .replace("WHOLE", Percentiles.columns("seconds", "whole"))
            .replace("RETRY", Percentiles.columns("retry_seconds", "retry"));

    private final JdbcClient jdbc;

    RetryReport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Groups with most failures first.
     *
     * @param interval length of the buckets of each group; null for none
     */
    public Ranking<RetryReportRow> of(
            ReportScope scope, ReportGroup group, @Nullable ReportInterval interval, int first) {
        String bucket = interval == null
                ? "cast(null as timestamptz)"
                : "date_trunc('%s', at, 'UTC')".formatted(interval.sql());
        Groups groups = new Groups(interval != null);
        jdbc.sql(scope.applied(FIND.replace("UNITS", RetryUnits.of(group)).replace("BUCKET", bucket)))
                .params(scope.parameters())
                .param("first", first)
                .query(groups::add);
        return new Ranking<>(groups.rows, groups.total);
    }

    /** Collects groups, each from its total and the buckets that follow. */
    private static final class Groups {

        private final boolean hasBuckets;
        private final List<RetryReportRow> rows = new ArrayList<>();
        private List<RetryReportRow.Bucket> buckets = new ArrayList<>();
        private int total;

        Groups(boolean hasBuckets) {
            this.hasBuckets = hasBuckets;
        }

        void add(ResultSet row) throws SQLException {
            total = row.getInt("rows");
            if (row.getBoolean("is_total")) {
                buckets = new ArrayList<>();
                rows.add(new RetryReportRow(
                        row.getString("namespace"),
                        row.getString("pipeline_name"),
                        row.getString("task_name"),
                        row.getString("repository"),
                        figures(row),
                        buckets));
            } else if (hasBuckets) {
                buckets.add(new RetryReportRow.Bucket(
                        row.getObject("bucket", OffsetDateTime.class).toInstant(), figures(row)));
            }
        }
    }

    private static RetryFigures figures(ResultSet row) throws SQLException {
        return new RetryFigures(
                row.getLong("runs"),
                row.getLong("failed_runs"),
                Proportion.of(row, "recovered"),
                row.getLong("manual"),
                row.getLong("automatic"),
                FlakinessReport.seconds(row, "saved"),
                FlakinessReport.seconds(row, "wasted"),
                Percentiles.of(row, "recovery"),
                Percentiles.of(row, "whole"),
                Percentiles.of(row, "retry"));
    }
}
