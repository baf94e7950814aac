package io.tektonretry.history.retention;

import io.tektonretry.history.database.IndexOrder;
import io.tektonretry.history.database.ListPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Walks through the runs in the order in which they ended. Each walk has a name, and goes on where it stopped. */
@Repository
class EndedRunWalk {

    private static final String RUNS = """
            select uid, coalesce(finished_at, deleted_at) as at
              from pipeline_run
             where status not in ('PENDING', 'RUNNING')
               and (coalesce(finished_at, deleted_at), uid) > (:at, :uid)
               and coalesce(finished_at, deleted_at) < :before
             order by coalesce(finished_at, deleted_at), uid
             limit :limit
            """;

    private record Run(UUID uid, Instant at) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;
    private final RetentionWalks walks;

    EndedRunWalk(JdbcClient jdbc, IndexOrder order, RetentionWalks walks) {
        this.jdbc = jdbc;
        this.order = order;
        this.walks = walks;
    }

    /**
     * The next runs. The walk is behind them when the transaction is committed.
     *
     * @param round after this time the walk starts again, to find what was recorded late
     * @param before only runs that ended earlier
     */
    List<UUID> next(String walk, Duration round, Instant before, Instant now, int limit) {
        order.demand();
        ListPosition from = walks.position(walk, round, now);
        List<Run> runs = jdbc.sql(RUNS)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Run(
                        row.getObject("uid", UUID.class), row.getTimestamp("at").toInstant()))
                .list();
        if (!runs.isEmpty()) {
            Run last = runs.get(runs.size() - 1);
            walks.reach(walk, round, new ListPosition(last.at(), last.uid()), now);
        }
        return runs.stream().map(Run::uid).toList();
    }
}
