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
import org.springframework.transaction.annotation.Transactional;

/** Deletes pods and Events that belong to no recorded object. */
@Repository
public class ForeignEvidence {

    /** After this time the owner of a pod or Event has been recorded, or never will be. */
    private static final Duration WAITED_FOR = Duration.ofDays(1);

    /** Events and ownerReferences of pods can contain any UID. */
    private static final String EVENTS = """
            select e.uid, e.last_at as at,
                   not exists (
                       select 1 from (select namespace, name from pipeline_run where uid = e.involved_uid offset 0) r where SAME)
                   and not exists (
                       select 1 from (select namespace, name from task_run where uid = e.involved_uid offset 0) r where SAME)
                   and not exists (
                       select 1 from (select namespace, name from pod_outcome where uid = e.involved_uid offset 0) r where SAME)
                   as is_foreign
              from run_event e
             where (e.last_at, e.uid) > (:at, :uid) and e.last_at < :before
             order by e.last_at, e.uid
             limit :limit
            """.replace("SAME", "(r.namespace, r.name) = (e.namespace, e.involved_name)");

    private static final String PODS = """
            select p.uid, p.created_at as at,
                   not exists (
                       select 1 from (select namespace, name from task_run where uid = p.task_run_uid offset 0) t
                        where t.namespace = p.namespace and t.name = p.task_run_name) as is_foreign
              from pod_outcome p
             where (p.created_at, p.uid) > (:at, :uid) and p.created_at < :before
             order by p.created_at, p.uid
             limit :limit
            """;

    /** What to look through. */
    public enum Kind {
        EVENTS("run_event", ForeignEvidence.EVENTS),
        PODS("pod_outcome", ForeignEvidence.PODS);

        private final String table;
        private final String page;

        Kind(String table, String page) {
            this.table = table;
            this.page = page;
        }
    }

    /**
     * Result of a chunk.
     *
     * @param pruned number of deleted rows
     * @param isLast whether there is no further chunk
     */
    public record Chunk(int pruned, boolean isLast) {}

    private record Row(UUID uid, Instant at, boolean isForeign) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;
    private final RetentionWalks walks;

    ForeignEvidence(JdbcClient jdbc, IndexOrder order, RetentionWalks walks) {
        this.jdbc = jdbc;
        this.order = order;
        this.walks = walks;
    }

    /** Checks the next rows, oldest first, and deletes those that belong to nothing recorded. */
    @Transactional
    public Chunk prune(Kind kind, Instant now, int limit) {
        order.demand();
        List<Row> rows = page(kind, walks.position(kind.table, now), now.minus(WAITED_FOR), limit);
        UUID[] foreign = rows.stream().filter(Row::isForeign).map(Row::uid).toArray(UUID[]::new);
        if (foreign.length > 0) {
            jdbc.sql("delete from %s where uid = any(:uids)".formatted(kind.table))
                    .param("uids", foreign)
                    .update();
        }
        if (!rows.isEmpty()) {
            Row last = rows.get(rows.size() - 1);
            walks.reach(kind.table, new ListPosition(last.at(), last.uid()), now);
        }
        return new Chunk(foreign.length, rows.size() < limit);
    }

    private List<Row> page(Kind kind, ListPosition from, Instant before, int limit) {
        return jdbc.sql(kind.page)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("uid", from.id())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new Row(
                        row.getObject("uid", UUID.class),
                        row.getTimestamp("at").toInstant(),
                        row.getBoolean("is_foreign")))
                .list();
    }
}
