package io.tektonretry.report.fact;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Finds the lineages that have changed: by the feed of changes, and at first, or if the feed has lost changes that were
 * not read, by a walk over all runs.
 */
@Repository
class ChangedLineages {

    private static final UUID FIRST = new UUID(0, 0);

    /** The walk begins after the position in the feed is taken, so that it misses nothing. */
    private static final String BEGIN = """
            insert into fact_position (seq, walked) select coalesce(max(seq), 0), :first from change
                on conflict (only_one) do update
               set (seq, walked) = (excluded.seq, excluded.walked)
             where fact_position.seq < (select min(seq) - 1 from change) or fact_position.seq > excluded.seq
            """;

    private static final String POSITION = "select seq, walked from fact_position for update";

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

    private static final String WALK = """
            select uid from pipeline_run where uid > :walked and base_uid = uid order by uid limit :limit
            """;

    /** Lineages to look at; {@code isMoreLeft} if there may be others. */
    record Chunk(List<UUID> bases, boolean isMoreLeft) {}

    private record Position(long seq, @Nullable UUID walked) {}

    private record Changes(@Nullable Long seq, int changes, List<UUID> bases) {}

    private final JdbcClient jdbc;

    ChangedLineages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The next lineages of the feed, or of the walk when the feed is read; takes the position past them. */
    Chunk next(int limit) {
        jdbc.sql(BEGIN).param("first", FIRST).update();
        Position position = jdbc.sql(POSITION).query(Position.class).single();
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
        if (position.walked() == null) {
            return new Chunk(List.of(), false);
        }
        List<UUID> walked = jdbc.sql(WALK)
                .param("walked", position.walked())
                .param("limit", limit)
                .query(UUID.class)
                .list();
        boolean isMoreLeft = walked.size() == limit;
        move(position.seq(), isMoreLeft ? walked.get(limit - 1) : null);
        return new Chunk(walked, isMoreLeft);
    }

    private void move(long seq, @Nullable UUID walked) {
        jdbc.sql("update fact_position set seq = :seq, walked = :walked")
                .param("seq", seq)
                .param("walked", walked)
                .update();
    }
}
