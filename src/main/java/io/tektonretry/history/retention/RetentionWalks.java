package io.tektonretry.history.retention;

import io.tektonretry.history.database.ListPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Positions up to which tables were checked, so that rows are not checked again each time. */
@Repository
class RetentionWalks {

    private static final String FIND = """
            select at, uid from retention_walk where name = :name and round_began_at > :since
            """;

    private static final String REACH = """
            insert into retention_walk as w (name, round_began_at, at, uid) values (:name, :now, :at, :uid)
                on conflict (name) do update
               set (round_began_at, at, uid)
                 = (case when w.round_began_at > :since then w.round_began_at else excluded.round_began_at end,
                    excluded.at, excluded.uid)
            """;

    private final JdbcClient jdbc;

    RetentionWalks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Where the walk continues.
     *
     * @param round after this time it starts again, to find rows that were recorded late
     */
    ListPosition position(String name, Duration round, Instant now) {
        return jdbc.sql(FIND)
                .param("name", name)
                .param("since", now.minus(round).atOffset(ZoneOffset.UTC))
                .query((row, number) ->
                        new ListPosition(row.getTimestamp("at").toInstant(), row.getObject("uid", UUID.class)))
                .optional()
                .orElse(ListPosition.BEGINNING);
    }

    /** Records the position of the walk. */
    void reach(String name, Duration round, ListPosition position, Instant now) {
        jdbc.sql(REACH)
                .param("name", name)
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("since", now.minus(round).atOffset(ZoneOffset.UTC))
                .param("at", position.at().atOffset(ZoneOffset.UTC))
                .param("uid", position.id())
                .update();
    }
}
