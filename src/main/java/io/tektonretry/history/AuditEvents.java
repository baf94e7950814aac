package io.tektonretry.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The audit: events are added to it in the transaction of what they tell of, and leave it only by age. */
@Repository
public class AuditEvents {

    private static final String COLUMNS = """
            insert into audit_event
                   (id, at, action, outcome, code, message, actor, actor_uid, actor_groups, authentication,
                    namespace, run_uid, run_name, result_name, reason, request_id, idempotency_key, plan_version,
                    client_address, user_agent)
            """;

    /** Takes rows of {@code retry_request} from {@code q}, and speaks for who made the request. */
    static final String OF_REQUEST = COLUMNS + """
            select gen_random_uuid(), :at, 'RETRY_PIPELINE_RUN', :outcome, q.code, q.message,
                   q.requester->>'name', q.requester->>'uid',
                   array(select jsonb_array_elements_text(q.requester->'groups')), q.requester->>'authentication',
                   q.namespace, q.retry_of_uid, r.name, q.name, q.reason, q.id, q.idempotency_key, q.plan_version,
                   q.requester->>'clientAddress', q.requester->>'userAgent'
              from q left join pipeline_run r on r.uid = q.retry_of_uid
            """;

    private static final String ACCEPTED = "with q as (select * from retry_request where id = :id)\n" + OF_REQUEST;

    /** A run that is there although the caller was told that it is not was hidden from the caller. */
    private static final String ANSWERED = COLUMNS + """
            select gen_random_uuid(), :at, :action,
                   case when :code = 'RUN_NOT_FOUND' and r.uid is not null then 'DENIED' else :outcome end,
                   :code, left(:message, 1000), :actor, :actorUid, :actorGroups, :authentication,
                   coalesce(r.namespace, q.namespace), c.run_uid, r.name, q.name,
                   left(:reason, 1000), :requestId, left(:idempotencyKey, 1000), left(:planVersion, 1000), :clientAddress, :userAgent
              from (select cast(:runUid as uuid) as run_uid) c
              left join pipeline_run r on r.uid = c.run_uid
              left join retry_request q on q.id = :requestId
            """;

    private static final String DELETE = """
            delete from audit_event
             where id in (select id from audit_event where at < :before order by at limit :most)
            """;

    private final JdbcClient jdbc;

    AuditEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds that the request was accepted; to be called in the transaction that keeps the request. */
    public void accepted(UUID requestId, Instant at) {
        jdbc.sql(ACCEPTED)
                .param("id", requestId)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("outcome", AuditOutcome.ALLOWED.name())
                .update();
    }

    /**
     * Adds what was answered to a call.
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
                .param("message", message)
                .param("actor", actor.name())
                .param("actorUid", actor.uid())
                .param("actorGroups", actor.groups().toArray(String[]::new))
                .param("authentication", actor.authentication())
                .param("runUid", call.runUid())
                .param("reason", call.reason())
                .param("requestId", requestId)
                .param("idempotencyKey", call.idempotencyKey())
                .param("planVersion", call.planVersion())
                .param("clientAddress", actor.clientAddress())
                .param("userAgent", actor.userAgent())
                .update();
    }

    /**
     * Removes some of the events that are older than this.
     *
     * @return how many; fewer than {@code most} when none is left
     */
    @Transactional
    public int deleteBefore(Instant before, int most) {
        jdbc.sql("select set_config('tektonretry.audit_expired_before', :before, true)")
                .param("before", before.toString())
                .query(row -> {});
        return jdbc.sql(DELETE)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .update();
    }
}
