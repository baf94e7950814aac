package io.tektonretry.history.coverage;

import io.tektonretry.history.database.IndexOrder;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Counts children that runs name but whose end was not observed. */
@Repository
public class UnobservedChildren {

    private static final String PAGE = """
            select r.uid, r.created_at,
                   case when r.finished_at is null then 0 else (
                       select count(*)
                         from pipeline_task t cross join lateral jsonb_array_elements_text(t.child_names) as child (name)
                        where t.pipeline_run_uid = r.uid and IS_UNOBSERVED) end as unobserved
              from pipeline_run r
             where (r.created_at, r.uid) > (:at, :uid)
             order by r.created_at, r.uid
             limit :limit
            """.replace("IS_UNOBSERVED", Gaps.IS_UNOBSERVED);

    /**
     * Result of a chunk of runs.
     *
     * @param unobserved number of their children whose end was not observed
     * @param next where the next chunk begins; null when there is none
     */
    public record Chunk(int unobserved, @Nullable ListPosition next) {}

    private record Row(UUID uid, Instant createdAt, int unobserved) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;

    UnobservedChildren(JdbcClient jdbc, IndexOrder order) {
        this.jdbc = jdbc;
        this.order = order;
    }

    /** Checks the runs created next after the position. */
    @Transactional(readOnly = true)
    public Chunk count(ListPosition from, int limit) {
        order.demand();
        List<Row> page = jdbc.sql(PAGE)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("limit", limit)
                .query((row, number) -> new Row(
                        row.getObject("uid", UUID.class),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("unobserved")))
                .list();
        int unobserved = page.stream().mapToInt(Row::unobserved).sum();
        if (page.size() < limit) {
            return new Chunk(unobserved, null);
        }
        Row last = page.get(page.size() - 1);
        return new Chunk(unobserved, new ListPosition(last.createdAt(), last.uid()));
    }
}
