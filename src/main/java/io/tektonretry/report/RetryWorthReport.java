package io.tektonretry.report;

import io.tektonretry.history.FailureClass;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reports how often retries succeed, by task and failure class. */
@Repository
public class RetryWorthReport {

    private static final String FIND = """
            with run as materialized (
                select r.uid, r.base_uid, r.retry_number, r.namespace, r.pipeline_name
                  from pipeline_run r
                 where RUNS and r.parent_uid is null
                   and exists (
                       select 1 from pipeline_run later
                        where later.base_uid = r.base_uid and later.namespace = r.namespace
                          and later.retry_number > r.retry_number)
            ), lineage as materialized (
                select distinct base_uid, namespace from run
            ), OUTCOME, retried as (
                select run.namespace, run.pipeline_name, r.task_name, r.failure_class, r.base_uid, bool_or(again.passed) as recovered
                  from run
                  join outcome r on r.run_uid = run.uid and r.failure_class is not null and TASKS
                  join outcome again on again.base_uid = r.base_uid and again.task_name = r.task_name
                                    and again.retry_number > r.retry_number
                                    and (again.passed or again.failure_class is not null)
                 group by 1, 2, 3, 4, 5
            ), worth as (
                select namespace, pipeline_name, task_name, failure_class, RECOVERED
                  from retried
                 group by 1, 2, 3, 4)
            select worth.*, count(*) over () as rows
              from worth
             order by recovered_total desc, recovered_count desc, namespace, pipeline_name, task_name, failure_class
             limit :first
            """.replace("OUTCOME", TaskOutcomes.OF_LINEAGES)
            .replace("RECOVERED", Proportion.columns("count(*) filter (where recovered)", "count(*)", "recovered"));

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
