package io.tektonretry.history.audit;

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

/** The audit log: events are added in the transaction of what they report, and deleted only by age. */
@Repository
public class AuditEvents {

    private static final String COLUMNS = """
            insert into audit_event
                   (id, at, action, outcome, code, message, actor, actor_uid, actor_groups, authentication,
                    namespace, run_uid, run_name, result_name, reason, request_id, idempotency_key, plan_version,
                    client_address, user_agent, params, overrides, definition)
            """;

    /** Reads rows of {@code retry_request} from {@code q}; the actor is the requester. */
    public static final String OF_REQUEST = COLUMNS + """
            select gen_random_uuid(), :at, 'RETRY_PIPELINE_RUN', :outcome, q.code, q.message,
                   q.requester->>'name', q.requester->>'uid',
                   array(select jsonb_array_elements_text(q.requester->'groups')), q.requester->>'authentication',
                   q.namespace, q.retry_of_uid, r.name, q.name, q.reason, q.id, q.idempotency_key, q.plan_version,
                   q.requester->>'clientAddress', q.requester->>'userAgent',
                   array(select jsonb_object_keys(coalesce(q.options->'params', '{}')) order by 1),
                   array(select o->>'task' from jsonb_array_elements(coalesce(q.options->'overrides', '[]')) o order by 1),
                   q.options->>'definition'
              from q left join pipeline_run r on r.uid = q.retry_of_uid
            """;

    /** If the object exists but the caller got a not-found code, the object was hidden: record DENIED. */
    private static final String ANSWERED = COLUMNS + """
            select gen_random_uuid(), :at, :action,
                   case when :code in ('RUN_NOT_FOUND', 'REQUEST_NOT_FOUND') and coalesce(r.uid, q.id) is not null then 'DENIED' else :outcome end,
                   :code, :message, :actor, :actorUid, :actorGroups, :authentication,
                   coalesce(r.namespace, q.namespace), coalesce(c.run_uid, q.retry_of_uid), r.name, q.name,
                   :reason, :requestId, :idempotencyKey, :planVersion, :clientAddress, :userAgent, :params, :overrides, :definition
              from (select cast(:runUid as uuid) as run_uid) c
              left join retry_request q on q.id = :requestId
              left join pipeline_run r on r.uid = coalesce(c.run_uid, q.retry_of_uid)
            """;

    private static final String OLD = """
            select e.id, e.at, not exists (select 1 from pipeline_run r where r.uid = e.run_uid offset 0) as may_go
              from audit_event e
             where (e.at, e.id) > (:at, :id) and e.at < :before
             order by e.at, e.id
             limit :limit
            """;

    /**
     * Result of a chunk.
     *
     * @param removed number of deleted events
     * @param next where the next chunk begins; null when there is none
     */
    public record Chunk(int removed, @Nullable ListPosition next) {}

    private record OldEvent(UUID id, Instant at, boolean mayGo) {}

    private static final int LONGEST = 1000;

    private final JdbcClient jdbc;
    private final IndexOrder order;

    AuditEvents(JdbcClient jdbc, IndexOrder order) {
        this.jdbc = jdbc;
        this.order = order;
    }

    /**
     * Records the answer to a call.
     *
     * @param code why not; null when it was allowed
     * @param requestId the accepted request that the call is about
     */
    public void answered(
            AuditedCall call, Instant at, @Nullable String code, @Nullable String message, @Nullable UUID requestId) {
        Requester actor = call.actor();
        jdbc.sql(ANSWERED)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("action", call.action().name())
                .param("outcome", AuditOutcome.of(code).name())
                .param("code", code)
                .param("message", kept(message))
                .param("actor", actor.name())
                .param("actorUid", actor.uid())
                .param("actorGroups", actor.groups().toArray(String[]::new))
                .param("authentication", actor.authentication())
                .param("runUid", call.runUid())
                .param("reason", kept(call.reason()))
                .param("requestId", requestId)
                .param("idempotencyKey", kept(call.idempotencyKey()))
                .param("planVersion", kept(call.planVersion()))
                .param("clientAddress", actor.clientAddress())
                .param("userAgent", actor.userAgent())
                .param("params", call.params().stream().map(AuditEvents::kept).toArray(String[]::new))
                .param(
                        "overrides",
                        call.overrides().stream().map(AuditEvents::kept).toArray(String[]::new))
                .param("definition", call.definition())
                .update();
    }

    /** Shortens texts and replaces NUL: calls with such texts are refused, but still recorded. */
    private static @Nullable String kept(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String storable = text.replace('\0', '\uFFFD');
        return storable.length() <= LONGEST ? storable : storable.substring(0, LONGEST);
    }

    /** Checks a chunk of events older than this, oldest first, and deletes them unless their run is still recorded. */
    @Transactional
    public Chunk deleteBefore(Instant before, ListPosition from, int limit) {
        order.demand();
        List<OldEvent> page = page(before, from, limit);
        UUID[] ids = page.stream().filter(OldEvent::mayGo).map(OldEvent::id).toArray(UUID[]::new);
        if (ids.length > 0) {
            delete(before, ids);
        }
        if (page.size() < limit) {
            return new Chunk(ids.length, null);
        }
        OldEvent last = page.get(page.size() - 1);
        return new Chunk(ids.length, new ListPosition(last.at(), last.id()));
    }

    private List<OldEvent> page(Instant before, ListPosition from, int limit) {
        return jdbc.sql(OLD)
                .param("at", from.at().atOffset(ZoneOffset.UTC))
                .param("id", from.id())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query((row, number) -> new OldEvent(
                        row.getObject("id", UUID.class), row.getTimestamp("at").toInstant(), row.getBoolean("may_go")))
                .list();
    }

    private void delete(Instant before, UUID[] ids) {
        jdbc.sql("select set_config('tektonretry.audit_expired_before', :before, true)")
                .param("before", before.toString())
                .query(row -> {});
        jdbc.sql("delete from audit_event where id = any(:ids)")
                .param("ids", ids)
                .update();
    }
}
