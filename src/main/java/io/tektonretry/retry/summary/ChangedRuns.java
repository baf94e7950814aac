package io.tektonretry.retry.summary;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Finds runs that failed lately and whose lineages have changed, by the feed of changes. */
@Repository
public class ChangedRuns {

    private static final String BEGIN = """
            insert into plan_summary_position (seq) select coalesce(max(seq), 0) from change on conflict do nothing
            """;

    private static final String POSITION = "select seq from plan_summary_position for update";

    /** Nothing is lost with changes that are left out, as their runs are summarized when somebody reads them. */
    private static final String CHANGED = """
            select failed.uids
              from (select r.base_uid, r.namespace, max(c.seq) as seq
                      from (select seq, run_uid from change where seq > :seq order by seq desc limit :changes) c
                      join pipeline_run r on r.uid = c.run_uid
                     group by 1, 2) lineage
             cross join lateral (
                   select array_agg(uid) as uids from pipeline_run
                    where base_uid = lineage.base_uid and namespace = lineage.namespace
                      and (status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED') or leaves_tasks)
                      and coalesce(finished_at, deleted_at) > :since
                   ) failed
             where failed.uids is not null
             order by lineage.seq desc
             limit :most
            """;

    private static final String MOVE =
            "update plan_summary_position set seq = (select coalesce(max(seq), 0) from change) where seq = :seq";

    private static final int MOST_CHANGES = 5_000;

    private final JdbcClient jdbc;
    private final SummaryProperties properties;
    private final Clock clock;

    ChangedRuns(JdbcClient jdbc, SummaryProperties properties, Clock clock) {
        this.jdbc = jdbc;
        this.properties = properties;
        this.clock = clock;
    }

    /** The runs by lineage, those with the newest change first; takes the position past the changes. */
    @Transactional
    public List<List<UUID>> next() {
        jdbc.sql(BEGIN).update();
        long seq = jdbc.sql(POSITION).query(Long.class).single();
        jdbc.sql(MOVE).param("seq", seq).update();
        return jdbc.sql(CHANGED)
                .param("seq", seq)
                .param("changes", MOST_CHANGES)
                .param("since", clock.instant().minus(properties.maxAge()).atOffset(ZoneOffset.UTC))
                .param("most", properties.most())
                .query((row, number) -> List.of((UUID[]) row.getArray("uids").getArray()))
                .list();
    }
}
