package io.tektonretry.report;

import io.tektonretry.report.fact.RetryUnits;
import org.jspecify.annotations.Nullable;

/**
 * Where the figures of a retry report come from, in SQL: the sums of the days, or the lineages themselves if the buckets
 * are shorter than a day.
 *
 * @param interval length of the buckets; null for none
 */
record RetrySource(ReportGroup group, @Nullable ReportInterval interval) {

    /** Each series is a range of an index, however many others there are. */
    private static final String DAYS = """
            cell as (
                select KEYS, s.id as series_id, d.*
                  from report_series s
                 cross join lateral (
                       select BUCKET_OF_DAY as at, sum(d.runs) as runs, sum(d.failed_runs) as failed_runs, sum(d.retried) as retried,
                              sum(d.recovered) as recovered, sum(d.manual) as manual, sum(d.automatic) as automatic,
                              cast(sum(d.saved) as bigint) as saved, cast(sum(d.wasted) as bigint) as wasted
                         from report_day d
                        where d.series_id = s.id and DAYS and d.runs > 0
                        group by 1) d
                 where s.task_name is TASK null and SERIES
            )
            """;

    private static final String DAY_LENGTHS = """
            length as (
                select g.place, g.series_id, BUCKET_OF_DAY as bucket, d.kind, d.seconds, d.counts
                  from unnest(:places, :series) g (place, series_id)
                 cross join lateral (
                       select * from duration_day d
                        where d.series_id = g.series_id and DAYS and d.kind = any(:kinds) and cardinality(d.seconds) > 0
                       offset 0) d
            )
            """;

    /** A subquery, whose number of rows PostgreSQL can estimate; with an array, it would compare each lineage with each task. */
    private static final String LINEAGES = RetryUnits.OF_LINEAGES.replace("= any(BASES)", """
            in (select f.base_uid
                  from report_series s
                  join run_fact f on f.series_id = s.id and f.retry_number = 0 and f.verdict is not null and not f.is_child
                                 and TIMES(f.finished_at) and OF_BRANCH
                 where s.task_name is null and RUN_SERIES)
            """);

    private static final String UNITS = LINEAGES + """
            , cell as (
                select KEYS, s.id as series_id, u.at, 1 as runs, cast(u.failed as int) as failed_runs,
                       cast(coalesce(u.retried, false) as int) as retried, cast(coalesce(u.recovered, false) as int) as recovered,
                       coalesce(u.manual, 0) as manual, coalesce(u.automatic, 0) as automatic,
                       coalesce(u.saved, 0) as saved, coalesce(u.wasted, 0) as wasted
                  from unit u
                  join report_series s on s.id = u.series_id
                 where s.task_name is TASK null and SERIES
            )
            """;

    private static final String UNIT_LENGTHS = LINEAGES + """
            , length as (
                select g.place, g.series_id, BUCKET_OF_UNIT as bucket, d.kind,
                       array_agg(cast(round(extract(epoch from d.length)) as int)) as seconds,
                       array_agg(1) as counts
                  from unnest(:places, :series) g (place, series_id)
                  join duration d on d.series_id = g.series_id and d.kind = any(:kinds)
                 group by 1, 2, 3, 4
            )
            """;

    /** A series of a shown group. */
    record Shown(int place, long series) {}

    private boolean isOfDays() {
        return interval != ReportInterval.HOUR;
    }

    /** Common table expressions up to {@code cell}, with the keys of the group. */
    String cells() {
        return applied(isOfDays() ? DAYS : UNITS);
    }

    /** Common table expressions up to {@code length}: durations of {@code :kinds} of the groups {@code :places} of {@code :series}. */
    String lengths() {
        return applied(isOfDays() ? DAY_LENGTHS : UNIT_LENGTHS);
    }

    /** The start of the bucket of a time; null without buckets. */
    String bucket(String time) {
        return interval == null
                ? "cast(null as timestamptz)"
                : "date_trunc('%s', %s, 'UTC')".formatted(interval.sql(), time);
    }

    private String applied(String sql) {
        return sql.strip()
                .replace("BUCKET_OF_DAY", bucket("cast(d.day as timestamp) at time zone 'UTC'"))
                .replace("BUCKET_OF_UNIT", bucket("d.at"))
                .replace("KEYS", group.keys())
                .replace("TASK", group.isOfTasks() ? "not" : "");
    }
}
