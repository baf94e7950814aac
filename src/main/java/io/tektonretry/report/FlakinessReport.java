package io.tektonretry.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Distinguishes flaky tasks from broken ones. */
@Repository
public class FlakinessReport {

    /**
     * Three sequences of each attempt are looked at: those with its inputs and commit, those at its commit, and those on its branch.
     * Between two successes of a sequence, three and more failures are a streak.
     */
    private static final String FIND = """
            with attempt as materialized (
                select r.namespace, coalesce(r.pipeline_name, '') as pipeline_name, r.task_name,
                       case when r.source_revision is not null and r.inputs_hash is not null
                            then hash_record_extended(
                                 row(r.source_repository, r.source_revision, r.inputs_hash), 0) end as inputs,
                       case when r.source_revision is not null
                            then hash_record_extended(
                                 row(r.source_repository, r.source_revision, r.combination_hash), 0) end as commit,
                       hash_record_extended(row(r.source_repository, r.source_branch, r.combination_hash), 0) as branch,
                       case r.verdict when 'PASS' then true when 'FAIL' then false end as passed,
                       r.seconds, r.finished_at, r.task_run_uid, r.number
                  from finished_attempt r
                 where r.verdict is not null and RUNS and TASKS
            ), counted as (
                select a.*,
                       count(*) filter (where passed) over of_inputs as inputs_passes,
                       count(*) filter (where passed) over of_commit as commit_passes,
                       count(*) filter (where passed) over of_branch as branch_passes,
                       lead(1) over of_inputs = 1 as is_replaced
                  from attempt a
                window of_inputs as (partition by namespace, pipeline_name, task_name, inputs
                                     order by finished_at, task_run_uid, number),
                       of_commit as (partition by namespace, pipeline_name, task_name, commit
                                     order by finished_at, task_run_uid, number),
                       of_branch as (partition by namespace, pipeline_name, task_name, branch
                                     order by finished_at, task_run_uid, number)
            ), judged as (
                select c.*,
                       not passed and 3 <= count(*) filter (where not passed) over (
                           partition by namespace, pipeline_name, task_name, inputs, inputs_passes) as inputs_broken,
                       not passed and 3 <= count(*) filter (where not passed) over (
                           partition by namespace, pipeline_name, task_name, commit, commit_passes) as commit_broken,
                       not passed and 3 <= count(*) filter (where not passed) over (
                           partition by namespace, pipeline_name, task_name, branch, branch_passes) as branch_broken
                  from counted c
            ), flip as (
                select namespace, pipeline_name, task_name,
                       count(*) filter (where changed) as flips, count(changed) as pairs
                  from (select namespace, pipeline_name, task_name,
                               passed <> lag(passed) over (
                                   partition by namespace, pipeline_name, task_name, branch
                                   order by finished_at, task_run_uid, number) as changed
                          from judged
                         where passed is not null and not branch_broken) pair
                 group by 1, 2, 3
            ), streak as (
                select namespace, pipeline_name, task_name, count(*) as broken
                  from (select distinct namespace, pipeline_name, task_name, branch, branch_passes
                          from judged where branch_broken) each_one
                 group by 1, 2, 3
            ), inputs_group as (
                select namespace, pipeline_name, task_name, count(passed) > 0 as is_execution,
                       bool_or(passed) and bool_or(not passed and not inputs_broken) as is_flake,
                       max(finished_at) filter (where not passed and not inputs_broken) as failed_at,
                       sum(seconds) filter (where is_replaced and passed is not true) as wasted
                  from judged
                 where inputs is not null
                 group by namespace, pipeline_name, task_name, inputs
            ), same_inputs as (
                select namespace, pipeline_name, task_name,
                       count(*) filter (where is_execution) as executions, count(*) filter (where is_flake) as flakes,
                       max(failed_at) filter (where is_flake) as last_flake_at,
                       coalesce(sum(wasted) filter (where is_flake), 0) as wasted_flaky,
                       coalesce(sum(wasted) filter (where is_flake is not true), 0) as wasted_not_flaky
                  from inputs_group
                 group by 1, 2, 3
            ), commit_group as (
                select namespace, pipeline_name, task_name,
                       bool_or(passed) and bool_or(not passed and not commit_broken) as is_flake,
                       max(finished_at) filter (where not passed and not commit_broken) as failed_at
                  from judged
                 where commit is not null and passed is not null
                 group by namespace, pipeline_name, task_name, commit
            ), same_commit as (
                select namespace, pipeline_name, task_name, count(*) as executions,
                       count(*) filter (where is_flake) as flakes,
                       max(failed_at) filter (where is_flake) as last_flake_at
                  from commit_group
                 group by 1, 2, 3
            ), total as (
                select namespace, pipeline_name, task_name, count(passed) as attempts,
                       count(*) filter (where not passed) as failures,
                       count(*) filter (where passed is null) as infrastructure_failures
                  from judged
                 group by 1, 2, 3
            ), task as (
                select namespace, nullif(pipeline_name, '') as pipeline_name, task_name, attempts, failures, infrastructure_failures,
                       INPUTS, COMMIT,
                       coalesce(flips, 0) as flips, flips / nullif(cast(pairs as float8), 0) as flip_rate,
                       coalesce(broken, 0) as broken_streaks, greatest(i.last_flake_at, c.last_flake_at) as last_flake_at,
                       coalesce(wasted_flaky, 0) as wasted_flaky, coalesce(wasted_not_flaky, 0) as wasted_not_flaky
                  from total
                  left join same_inputs i using (namespace, pipeline_name, task_name)
                  left join same_commit c using (namespace, pipeline_name, task_name)
                  left join flip using (namespace, pipeline_name, task_name)
                  left join streak using (namespace, pipeline_name, task_name))
            select task.*, count(*) over () as rows
              from task
             where greatest(inputs_total, commit_total) >= :minimum
             order by ORDER, namespace, pipeline_name, task_name
             limit :first
            """.replace(
                    "INPUTS", Proportion.columns("coalesce(i.flakes, 0)", "coalesce(i.executions, 0)", "inputs"))
            .replace("COMMIT", Proportion.columns("coalesce(c.flakes, 0)", "coalesce(c.executions, 0)", "commit"));

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
                row.getLong("infrastructure_failures"),
                Proportion.of(row, "inputs"),
                Proportion.of(row, "commit"),
                row.getLong("flips"),
                row.getObject("flip_rate", Double.class),
                row.getLong("broken_streaks"),
                lastFlakeAt == null ? null : lastFlakeAt.toInstant(),
                seconds(row, "wasted_flaky"),
                seconds(row, "wasted_not_flaky"));
    }

    static Duration seconds(ResultSet row, String column) throws SQLException {
        return Duration.ofMillis(Math.round(row.getDouble(column) * 1000));
    }
}
