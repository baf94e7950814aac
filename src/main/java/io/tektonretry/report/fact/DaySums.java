package io.tektonretry.report.fact;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Changes the sums of the days by what lineages contribute: the sums of the facts with them minus those without them.
 * The facts of the lineages must be there.
 */
@Repository
class DaySums {

    private static final List<String> OF_ATTEMPTS = List.of(
            "attempts",
            "failures",
            "infrastructure",
            "ungrouped",
            "commit_total",
            "commit_flakes",
            "inputs_total",
            "inputs_flakes",
            "flips",
            "pairs",
            "broken",
            "wasted_flaky",
            "wasted_not_flaky");

    private static final List<String> OF_RETRIES =
            List.of("runs", "failed_runs", "retried", "recovered", "manual", "automatic", "saved", "wasted");

    private static final String UPSERT = """
            insert into report_day as d (series_id, branch_hash, day, COLUMNS)
            select series_id, branch, cast(at at time zone 'UTC' as date), SIGNED
              from part
             where branch is not null
             group by 1, 2, 3
            having (SUMS) is distinct from (ZEROS)
             order by 1, 2, 3
                on conflict (series_id, branch_hash, day) do update set (COLUMNS) = (ADDED)
            """.strip();

    /**
     * Only neighbours change: the attempts from the last success before to the first success after those of the lineages.
     * A streak of failures breaks the task with its third one.
     */
    private static final String ADD_ATTEMPTS =
            of("""
            with own as materialized (
                select * from attempt_fact where base_uid = any(:bases) and verdict is not null
            ), version as materialized (
                select a.*, v.weight, b.branch
                  from (select distinct commit_hash from own where commit_hash is not null) k
                  join attempt_fact a on a.commit_hash = k.commit_hash and a.verdict is not null
                 cross join (values (1), (-1)) v (weight)
                 cross join lateral (values (cast(0 as bigint)), (a.branch_hash)) b (branch)
                 where (v.weight = 1 or not a.base_uid = any(:bases)) and b.branch is not null
            ), GROUPS, span as (
                select sequence_hash, min(finished_at) as low, max(finished_at) as high
                  from own
                 where verdict in ('PASS', 'FAIL')
                 group by 1
            ), neighbour as (
                select a.*, v.weight
                  from span s
                  left join lateral (
                       select finished_at from attempt_fact
                        where sequence_hash = s.sequence_hash and verdict in ('PASS', 'FAIL') and verdict = 'PASS' and finished_at < s.low
                        order by finished_at desc limit 1) before on true
                  left join lateral (
                       select finished_at from attempt_fact
                        where sequence_hash = s.sequence_hash and verdict in ('PASS', 'FAIL') and verdict = 'PASS' and finished_at > s.high
                        order by finished_at limit 1) after on true
                 cross join lateral (
                       select * from attempt_fact
                        where sequence_hash = s.sequence_hash and verdict in ('PASS', 'FAIL')
                          and finished_at >= coalesce(before.finished_at, '-infinity')
                          and finished_at <= coalesce(after.finished_at, 'infinity')) a
                 cross join (values (1), (-1)) v (weight)
                 where v.weight = 1 or not a.base_uid = any(:bases)
            ), placed as (
                select n.*, count(*) filter (where verdict = 'PASS') over (
                           partition by weight, sequence_hash order by finished_at, task_run_uid, number) as passes
                  from neighbour n
            ), streak as (
                select p.*,
                       row_number() over (partition by weight, sequence_hash, passes, verdict
                                          order by finished_at, task_run_uid, number) as place,
                       verdict = 'FAIL' and 3 <= count(*) over (partition by weight, sequence_hash, passes, verdict) as is_broken
                  from placed p
            ), pair as (
                select weight, series_id, branch_hash, finished_at, verdict <> lag(verdict) over (
                           partition by weight, sequence_hash order by finished_at, task_run_uid, number) as is_flip
                  from streak
                 where not is_broken
            ), part (series_id, branch, at, COLUMNS) as (
                select series_id, branch, finished_at, cast(verdict <> 'INFRASTRUCTURE' as int), cast(verdict = 'FAIL' as int),
                       cast(verdict = 'INFRASTRUCTURE' as int),
                       cast(commit_hash is null and verdict <> 'INFRASTRUCTURE' as int), 0, 0, 0, 0, 0, 0, 0, 0, 0
                  from own
                 cross join lateral (values (cast(0 as bigint)), (branch_hash)) b (branch)
                union all
                select series_id, branch, began_at, 0, 0, 0, 0,
                       weight * cast(is_execution as int), weight * cast(coalesce(is_flake, false) as int), 0, 0, 0, 0, 0, 0, 0
                  from commit_group
                union all
                select series_id, branch, began_at, 0, 0, 0, 0, 0, 0,
                       weight * cast(is_execution as int), weight * cast(coalesce(is_flake, false) as int), 0, 0, 0,
                       case when is_flake then weight * wasted else 0 end, case when is_flake then 0 else weight * wasted end
                  from inputs_group
                union all
                select series_id, branch, finished_at, 0, 0, 0, 0, 0, 0, 0, 0, weight * cast(is_flip as int), weight, 0, 0, 0
                  from pair
                 cross join lateral (values (cast(0 as bigint)), (branch_hash)) b (branch)
                 where is_flip is not null
                union all
                select series_id, branch, finished_at, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, weight, 0, 0
                  from streak
                 cross join lateral (values (cast(0 as bigint)), (branch_hash)) b (branch)
                 where is_broken and place = 3
            )
            UPSERT
            """.replace("GROUPS", FlakinessGroups.OF_VERSIONS.strip()), OF_ATTEMPTS);

    private static final String ADD_RETRIES =
            of("""
            with UNITS, part (series_id, branch, at, COLUMNS) as (
                select series_id, branch, at, 1, cast(failed as int), cast(coalesce(retried, false) as int),
                       cast(coalesce(recovered, false) as int), coalesce(manual, 0), coalesce(automatic, 0),
                       coalesce(saved, 0), coalesce(wasted, 0)
                  from unit
                 cross join lateral (values (cast(0 as bigint)), (branch_hash)) b (branch)
            ), upserted as (
            UPSERT
            ), length as (
                select series_id, branch, kind, cast(at at time zone 'UTC' as date) as day,
                       cast(round(extract(epoch from length)) as int) as seconds, :sign * count(*) as runs
                  from duration
                 cross join lateral (values (cast(0 as bigint)), (branch_hash)) b (branch)
                 where branch is not null
                 group by 1, 2, 3, 4, 5)
            insert into duration_day as d (series_id, branch_hash, kind, day, seconds, counts)
            select series_id, branch, kind, day, array_agg(seconds order by seconds), array_agg(runs order by seconds)
              from length
             group by 1, 2, 3, 4
             order by 1, 2, 3, 4
                on conflict (series_id, branch_hash, kind, day) do update
               set (seconds, counts) = (
                   select coalesce(array_agg(seconds order by seconds), '{}'), coalesce(array_agg(runs order by seconds), '{}')
                     from (select seconds, sum(runs) as runs
                             from (select * from unnest(d.seconds, d.counts)
                                    union all
                                   select * from unnest(excluded.seconds, excluded.counts)) as both_of (seconds, runs)
                            group by 1
                           having sum(runs) <> 0) merged)
            """.replace("UNITS", RetryUnits.OF_LINEAGES.strip().replace("BASES", ":bases")), OF_RETRIES);

    private final JdbcClient jdbc;

    DaySums(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds what these lineages contribute. */
    void add(Collection<UUID> bases) {
        change(bases, 1);
    }

    /** Takes away what these lineages have contributed. */
    void subtract(Collection<UUID> bases) {
        change(bases, -1);
    }

    private void change(Collection<UUID> bases, int sign) {
        for (String statement : List.of(ADD_ATTEMPTS, ADD_RETRIES)) {
            jdbc.sql(statement)
                    .param("bases", bases.toArray(UUID[]::new))
                    .param("sign", sign)
                    .update();
        }
    }

    /** Puts the columns and the upsert of the sums into a statement. */
    private static String of(String statement, List<String> columns) {
        return statement
                .replace("UPSERT", UPSERT)
                .replace("COLUMNS", String.join(", ", columns))
                .replace("SUMS", each(columns, "sum(%1$s)"))
                .replace("SIGNED", each(columns, ":sign * sum(%1$s)"))
                .replace("ZEROS", each(columns, "0"))
                .replace("ADDED", each(columns, "d.%1$s + excluded.%1$s"));
    }

    private static String each(List<String> columns, String format) {
        return columns.stream().map(format::formatted).collect(Collectors.joining(", "));
    }
}
