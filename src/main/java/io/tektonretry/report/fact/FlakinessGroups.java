package io.tektonretry.report.fact;

/** Groups of attempts at the same commit, and with the same inputs, in SQL. */
final class FlakinessGroups {

    /**
     * Common table expressions for {@code version}: attempts with a {@code weight}, which are compared with those of the
     * same weight, and a {@code branch}, 0 for all branches together. Between two successes of a group, three and more
     * failures are a streak, and no evidence of a flake.
     */
    static final String OF_VERSIONS = """
            counted as (
                select v.*,
                       count(*) filter (where verdict = 'PASS') over of_commit as commit_passes,
                       count(*) filter (where verdict = 'PASS') over of_inputs as inputs_passes,
                       lead(1) over of_inputs = 1 as is_replaced
                  from version v
                window of_commit as (partition by weight, branch, commit_hash order by finished_at, task_run_uid, number),
                       of_inputs as (partition by weight, branch, commit_hash, inputs_hash
                                     order by finished_at, task_run_uid, number)
            ), judged as (
                select c.*,
                       verdict = 'FAIL' and 3 > count(*) filter (where verdict = 'FAIL') over (
                           partition by weight, branch, commit_hash, commit_passes) as fails_commit,
                       verdict = 'FAIL' and 3 > count(*) filter (where verdict = 'FAIL') over (
                           partition by weight, branch, commit_hash, inputs_hash, inputs_passes) as fails_inputs
                  from counted c
            ), commit_group as (
                select weight, branch, commit_hash, min(series_id) as series_id, min(finished_at) as began_at,
                       bool_or(verdict <> 'INFRASTRUCTURE') as is_execution,
                       bool_or(verdict = 'PASS') and bool_or(fails_commit) as is_flake,
                       max(finished_at) filter (where fails_commit) as failed_at
                  from judged
                 group by 1, 2, 3
            ), inputs_group as (
                select weight, branch, commit_hash, min(series_id) as series_id, min(finished_at) as began_at,
                       bool_or(verdict <> 'INFRASTRUCTURE') as is_execution,
                       bool_or(verdict = 'PASS') and bool_or(fails_inputs) as is_flake,
                       max(finished_at) filter (where fails_inputs) as failed_at,
                       coalesce(sum(milliseconds(finished_at - started_at)) filter (where is_replaced and verdict <> 'PASS'), 0) as wasted
                  from judged
                 where inputs_hash is not null
                 group by weight, branch, commit_hash, inputs_hash
            )
            """;

    private FlakinessGroups() {}
}
