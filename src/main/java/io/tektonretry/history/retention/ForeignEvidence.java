package io.tektonretry.history.retention;

import io.tektonretry.history.database.IndexOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Deletes pods and Events that belong to no recorded object. Of the others it forgets which Events were counted. */
@Repository
public class ForeignEvidence {

    /** After this time the owner of a pod or Event has been recorded, or never will be. */
    private static final Duration WAITED_FOR = Duration.ofDays(1);

    /** Events and ownerReferences of pods can contain any UID. */
    private static final String EVENTS = """
            select e.uid,
                   not exists (
                       select 1 from (select namespace, name from pipeline_run where uid = e.involved_uid offset 0) r where SAME)
                   and not exists (
                       select 1 from (select namespace, name from task_run where uid = e.involved_uid offset 0) r where SAME)
                   and not exists (
                       select 1 from (select namespace, name from pod_outcome where uid = e.involved_uid offset 0) r where SAME)
                   as is_foreign
              from run_event e
             where e.checked_at is null and e.last_at < :before
             order by e.last_at, e.uid
             limit :limit
            """.replace("SAME", "(r.namespace, r.name) = (e.namespace, e.involved_name)");

    private static final String PODS = """
            select p.uid,
                   not exists (
                       select 1 from (select namespace, name from task_run where uid = p.task_run_uid offset 0) t
                        where t.namespace = p.namespace and t.name = p.task_run_name) as is_foreign
              from pod_outcome p
             where p.checked_at is null and p.created_at < :before
             order by p.created_at, p.uid
             limit :limit
            """;

    /** What to look through. */
    public enum Kind {
        EVENTS("run_event", ForeignEvidence.EVENTS, "(checked_at, events) = (:now, null)"),
        PODS("pod_outcome", ForeignEvidence.PODS, "checked_at = :now");

        private final String table;
        private final String page;
        private final String mark;

        Kind(String table, String page, String mark) {
            this.table = table;
            this.page = page;
            this.mark = mark;
        }
    }

    /**
     * Result of a chunk.
     *
     * @param pruned number of deleted rows
     * @param isLast whether there is no further chunk
     */
    public record Chunk(int pruned, boolean isLast) {}

    private record Row(UUID uid, boolean isForeign) {}

    private final JdbcClient jdbc;
    private final IndexOrder order;

    ForeignEvidence(JdbcClient jdbc, IndexOrder order) {
        this.jdbc = jdbc;
        this.order = order;
    }

    /** Checks the next rows, oldest first, and deletes those that belong to nothing recorded. */
    @Transactional
    public Chunk prune(Kind kind, Instant now, int limit) {
        order.demand();
        List<Row> rows = page(kind, now.minus(WAITED_FOR), limit);
        UUID[] foreign = rows.stream().filter(Row::isForeign).map(Row::uid).toArray(UUID[]::new);
        UUID[] known =
                rows.stream().filter(row -> !row.isForeign()).map(Row::uid).toArray(UUID[]::new);
        jdbc.sql("delete from %s where uid = any(:uids)".formatted(kind.table))
                .param("uids", foreign)
                .update();
        jdbc.sql("update %s set %s where uid = any(:uids)".formatted(kind.table, kind.mark))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("uids", known)
                .update();
        return new Chunk(foreign.length, rows.size() < limit);
    }

    private List<Row> page(Kind kind, Instant before, int limit) {
        return jdbc.sql(kind.page)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(Row.class)
                .list();
    }
}
