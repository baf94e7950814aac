package io.tektonretry.report.fact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds the lineages that have changed: by the feed of changes, and at first, or if the feed has lost changes that were
 * not read, by a walk over all runs, from the newest to the oldest.
 */
@Repository
class ChangedLineages {

    /** The walk begins after the position in the feed is taken, so that it misses nothing. */
    private static final String BEGIN = """
            insert into fact_position (seq, walked_at, walked)
            select coalesce(max(seq), 0), 'infinity', '00000000-0000-0000-0000-000000000000' from change
                on conflict (only_one) do update
               set (seq, walked_at, walked) = (excluded.seq, excluded.walked_at, excluded.walked)
             where fact_position.seq < (select min(seq) - 1 from change) or fact_position.seq > excluded.seq
            """;

    private static final String POSITION = "select seq, walked_at, walked from fact_position for update";

    private static final String CHANGED = """
            with read as materialized (
                select seq, run_uid from change where seq > :seq order by seq limit :limit)
            select max(seq) as seq, count(*) as changes,
                   array(select distinct b.uid
                           from (select distinct run_uid from read) c
                           join pipeline_run r on r.uid = c.run_uid
                          cross join lateral (values (r.base_uid), (r.uid)) b (uid)
                          where r.status not in ('PENDING', 'RUNNING')
                             or exists (select 1 from run_fact f where f.base_uid = b.uid)) as bases
              from read
            """;

    /** Runs of one time share most of the sums that they change. */
    private static final String WALK = """
            select created_at as at, uid
              from pipeline_run
             where (created_at, uid) < (:at, :uid) and base_uid = uid
             order by created_at desc, uid desc
             limit :limit
            """;

    /** Lineages to look at; {@code isMoreLeft} if there may be others. */
    record Chunk(List<UUID> bases, boolean isMoreLeft) {}

    private record Position(long seq, @Nullable Walked walked) {}

    /** The last run of a walk; the first chunk comes after a time that is later than any. */
    private record Walked(OffsetDateTime at, UUID uid) {}

    private record Changes(@Nullable Long seq, int changes, List<UUID> bases) {}

    private final JdbcClient jdbc;

    ChangedLineages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next lineages of the feed, or of the walk when the feed is read; takes the position past them. */
    Chunk next(int limit) {
        jdbc.sql(BEGIN).update();
        Position position = jdbc.sql(POSITION)
                .query((row, number) -> new Position(row.getLong("seq"), walked(row)))
                .single();
        Changes changes = jdbc.sql(CHANGED)
                .param("seq", position.seq())
                .param("limit", limit)
                .query((row, number) ->
                        new Changes(row.getObject("seq", Long.class), row.getInt("changes"), List.of((UUID[])
                                row.getArray("bases").getArray())))
                .single();
        if (changes.seq() != null) {
            move(changes.seq(), position.walked());
            return new Chunk(changes.bases(), changes.changes() == limit || position.walked() != null);
        }
        Walked before = position.walked();
        if (before == null) {
            return new Chunk(List.of(), false);
        }
        List<Walked> walked = jdbc.sql(WALK)
                .param("at", before.at())
                .param("uid", before.uid())
                .param("limit", limit)
                .query(Walked.class)
                .list();
        boolean isMoreLeft = walked.size() == limit;
        move(position.seq(), isMoreLeft ? walked.get(limit - 1) : null);
        return new Chunk(walked.stream().map(Walked::uid).toList(), isMoreLeft);
    }

    private static @Nullable Walked walked(ResultSet row) throws SQLException {
        UUID uid = row.getObject("walked", UUID.class);
        return uid == null ? null : new Walked(row.getObject("walked_at", OffsetDateTime.class), uid);
    }

    private void move(long seq, @Nullable Walked walked) {
        jdbc.sql("update fact_position set seq = :seq, walked_at = :at, walked = :uid")
                .param("seq", seq)
                .param("at", walked == null ? null : walked.at(), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("uid", walked == null ? null : walked.uid(), Types.OTHER)
                .update();
    }
}
