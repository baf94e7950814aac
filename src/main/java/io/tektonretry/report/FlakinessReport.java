package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Distinguishes flaky tasks from broken ones. */
@Repository
public class FlakinessReport {

    private static final String SUMS = Stream.of(
                    "attempts",
                    "failures",
                    "infrastructure",
                    "ungrouped",
                    "inputs_total",
                    "inputs_flakes",
                    "commit_total",
                    "commit_flakes",
                    "flips",
                    "pairs",
                    "broken",
                    "wasted_flaky",
                    "wasted_not_flaky")
            .map("cast(sum(d.%1$s) as bigint) as %1$s"::formatted)
            .collect(Collectors.joining(", "));

    /** Each series is a range of an index, however many others there are. */
    private static final String FIND = """
            with total as (
                select s.namespace, s.pipeline_name, s.task_name, array_agg(s.id) as series, SUMS
                  from report_series s
                 cross join lateral (
                       select SUMS
                         from report_day d
                        where d.series_id = s.id and DAYS) d
                 where s.task_name is not null and SERIES
                 group by 1, 2, 3
                having sum(d.attempts) + sum(d.infrastructure) > 0
            ), task as (
                select t.namespace, t.pipeline_name, t.task_name, t.series, t.attempts, t.failures, t.infrastructure, t.flips, t.pairs,
                       t.broken, t.wasted_flaky, t.wasted_not_flaky, INPUTS, COMMIT, flips / nullif(cast(pairs as float8), 0) as flip_rate
                  from total t
                 where greatest(t.inputs_total, t.commit_total + t.ungrouped) >= :minimum
            ), shown as (
                select task.*, count(*) over () as rows
                  from task
                 order by ORDER, namespace, pipeline_name, task_name
                 limit :first)
            select shown.*, (
                   select max(g.failed_at) from flaky_group g
                    where g.series_id = any(shown.series) and g.branch_hash = BRANCH and TIMES(g.began_at)) as last_flake_at
              from shown
             order by ORDER, namespace, pipeline_name, task_name
            """.replace("SUMS", SUMS)
            .replace("INPUTS", Proportion.columns("inputs_flakes", "t.inputs_total", "inputs"))
            .replace("COMMIT", Proportion.columns("commit_flakes", "t.commit_total", "commit"));

    private final JdbcClient jdbc;

    FlakinessReport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Ranks tasks by how flaky they are.
     *
     * @param minimum leaves out tasks with fewer executions, which say little
     */
    public Ranking<TaskFlakiness> of(ReportScope scope, FlakinessOrder order, int minimum, int first) {
        int[] total = new int[1];
        List<TaskFlakiness> rows = jdbc.sql(scope.applied(FIND).replace("ORDER", order.sql()))
                .params(scope.parameters())
                .param("minimum", minimum)
                .param("first", first)
                .query((row, number) -> {
                    total[0] = row.getInt("rows");
                    return task(row);
                })
                .list();
        return new Ranking<>(rows, total[0]);
    }

    private static TaskFlakiness task(ResultSet row) throws SQLException {
        OffsetDateTime lastFlakeAt = row.getObject("last_flake_at", OffsetDateTime.class);
        return new TaskFlakiness(
                row.getString("namespace"),
                row.getString("pipeline_name"),
                row.getString("task_name"),
                row.getLong("attempts"),
                row.getLong("failures"),
                row.getLong("infrastructure"),
                Proportion.of(row, "inputs"),
                Proportion.of(row, "commit"),
                row.getLong("flips"),
                row.getLong("pairs"),
                row.getObject("flip_rate", Double.class),
                row.getLong("broken"),
                lastFlakeAt == null ? null : lastFlakeAt.toInstant(),
                Duration.ofMillis(row.getLong("wasted_flaky")),
                Duration.ofMillis(row.getLong("wasted_not_flaky")));
    }
}
