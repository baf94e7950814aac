package io.tektonretry.report.fact;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Records what became of failed tasks that a later run of their lineage executed again. */
@Repository
class WorthOfRetries {

    private static final String INSERT =
            """
            insert into retry_outcome (base_uid, series_id, branch_hash, failure_class, failed_at, recovered)
            with lineage as materialized (
                select distinct base_uid from run_fact where base_uid = any(:bases) and retry_number > 0
            ), OUTCOMES, again as (
                select distinct on (f.base_uid, f.task_name, f.failure_class, l.retry_number)
                       f.base_uid, f.task_name, f.series_id, f.failure_class, f.finished_at, l.passed
                  from outcome f
                  join outcome l on l.base_uid = f.base_uid and l.task_name = f.task_name and l.retry_number > f.retry_number
                                and (l.passed or l.failure_class is not null)
                 where f.failure_class is not null
                 order by f.base_uid, f.task_name, f.failure_class, l.retry_number, f.retry_number)
            select a.base_uid, a.series_id, b.branch_hash, a.failure_class, a.failed_at, a.recovered
              from (select base_uid, (array_agg(series_id order by finished_at))[1] as series_id, failure_class,
                           min(finished_at) as failed_at, bool_or(passed) as recovered
                      from again
                     group by base_uid, task_name, failure_class) a
              left join run_fact b on b.base_uid = a.base_uid and b.uid = a.base_uid
            """.replace("OUTCOMES", TaskOutcomes.OF_LINEAGES.strip().replace("LINEAGE", "lineage"));

    private final JdbcClient jdbc;

    WorthOfRetries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Derives the rows of these lineages anew. */
    void refresh(Collection<UUID> bases) {
        for (String statement : List.of("delete from retry_outcome where base_uid = any(:bases)", INSERT)) {
            jdbc.sql(statement).param("bases", bases.toArray(UUID[]::new)).update();
        }
    }
}
