package io.tektonretry.report;

import io.tektonretry.history.FailureClass;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reports how often retries succeed, by task and failure class. */
@Repository
public class RetryWorthReport {

    private static final String FIND =
            """
            with retried as (
                select s.namespace, s.pipeline_name, s.task_name, o.failure_class,
                       count(*) as lineages, count(*) filter (where o.recovered) as recoveries
                  from report_series s
                  join retry_outcome o on o.series_id = s.id and TIMES(o.failed_at) and OF_BRANCH
                 where SERIES
                 group by 1, 2, 3, 4
            ), worth as (
                select namespace, pipeline_name, task_name, failure_class, RECOVERED from retried)
            select worth.*, count(*) over () as rows
              from worth
             order by recovered_total desc, recovered_count desc, namespace, pipeline_name, task_name, failure_class
             limit :first
            """.replace("RECOVERED", Proportion.columns("recoveries", "lineages", "recovered"));

    private final JdbcClient jdbc;

    RetryWorthReport(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Tasks and failure classes with most retried lineages first. */
    public Ranking<RetryWorth> of(ReportScope scope, int first) {
        int[] total = new int[1];
        List<RetryWorth> rows = jdbc.sql(scope.applied(FIND))
                .params(scope.parameters())
                .param("first", first)
                .query((row, number) -> {
                    total[0] = row.getInt("rows");
                    return new RetryWorth(
                            row.getString("namespace"),
                            row.getString("pipeline_name"),
                            row.getString("task_name"),
                            FailureClass.valueOf(row.getString("failure_class")),
                            Proportion.of(row, "recovered"));
                })
                .list();
        return new Ranking<>(rows, total[0]);
    }
}
