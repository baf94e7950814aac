package io.tektonretry.history.request;

import io.tektonretry.history.RequestProof;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.node.ObjectNode;

/** The requests for retries. Each holds its retry number of the lineage until it is refused or cancelled. */
@Repository
public class RetryRequests {

    private static final String FORGET_KEY = """
            update retry_request set idempotency_key = null
             where requested_by = :requestedBy and idempotency_key = :key and requested_at < :before
            """;

    private static final String CLAIM = """
            with q as (insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester, requested_at,
                    options, plan_version, reason, idempotency_key, not_before, state)
            values (:id, :baseUid, :retryNumber, :retryOfUid, :namespace, :name, :requestedBy, cast(:requester as jsonb),
                    :requestedAt, cast(:options as jsonb), :planVersion, :reason, :idempotencyKey, :notBefore, :state)
            on conflict do nothing
            returning *)
            """ + AuditEvents.OF_REQUEST;

    private static final String HOLDER = """
            select * from retry_request
             where base_uid = :baseUid and retry_number = :retryNumber and state in ('SCHEDULED', 'CREATING', 'CREATED')
            """;

    private static final String OPEN = """
            select * from retry_request where base_uid = any(:baseUids) and state in ('SCHEDULED', 'CREATING')
            """;

    private static final String LONGEST_DUE = """
            select extract(epoch from now() - min(greatest(requested_at, not_before)))
              from retry_request
             where state in ('SCHEDULED', 'CREATING') and greatest(requested_at, not_before) <= now()
            """;

    private static final String BY_KEY = """
            select * from retry_request
             where requested_by = :requestedBy and idempotency_key = :key and requested_at >= :since
            """;

    private static final String KEEP_DEFINITION = """
            insert into retry_definition (request_id, definition, renewed_tasks, tasks) values (:id, :definition, :renewed, :tasks)
            on conflict (request_id) do update
               set definition = excluded.definition, renewed_tasks = excluded.renewed_tasks, tasks = excluded.tasks
            """;

    /** What was to be adopted before stays: a run may have been sent that waits for it. */
    private static final String BEGIN = """
            update retry_request
               set state = 'CREATING', planned_spec = :plannedSpec, held_by = :heldBy,
                   leaves_tasks = :leavesTasks, starts_anew = :startsAnew,
                   adopted_claims = array(select unnest(adopted_claims) union select unnest(cast(:claims as text[])) order by 1),
                   made_pending = made_pending or cardinality(cast(:claims as text[])) > 0,
                   begun_at = case when begun_at > :underWay then begun_at else :at end
             where id = :id and state in ('SCHEDULED', 'CREATING')
            returning *
            """;

    private static final String RENAME = """
            update retry_request set name = :name
             where id = :id and state in ('SCHEDULED', 'CREATING')
            returning *
            """;

    /** A run in the cluster is a fact, whatever was thought of the request before. */
    private static final String CREATED = """
            update retry_request
               set state = 'CREATED', created_uid = :createdUid, name = :name, finished_at = :at,
                   code = null, message = null, tasks = '{}', related_uid = null
             where id = :id and state <> 'CREATED'
            returning *
            """;

    private static final String CANCEL = """
            update retry_request set state = 'CANCELLED', finished_at = :at
             where id = :id and state = 'SCHEDULED'
            returning *
            """;

    /**
     * An immediate refusal frees the idempotency key. An accepted request keeps it, so repeating the call returns its
     * outcome.
     */
    private static final String REFUSE = """
            with q as (update retry_request
               set state = 'REFUSED', code = :code, message = :message, tasks = :tasks, related_uid = :relatedUid,
                   finished_at = :at,
                   idempotency_key = case when not_before is null then null else idempotency_key end
             where id = :id and state = any(:states)
            returning *)
            """ + AuditEvents.OF_REQUEST;

    /** What a run came of goes with its lineage. */
    private static final String DELETE_FRUITLESS = """
            delete from retry_request
             where id = any(array(
                   select id from retry_request
                    where state in ('REFUSED', 'CANCELLED') and finished_at < :before
                    order by finished_at
                    limit :most))
            """;

    /** A request whose run is about to be sent, and what that carries. */
    public record Begun(RetryRequest request, RequestProof proof) {}

    private final JdbcClient jdbc;

    RetryRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets go of a key that counts no longer. */
    public void forgetKey(String requestedBy, String key, Instant before) {
        jdbc.sql(FORGET_KEY)
                .param("requestedBy", requestedBy)
                .param("key", key)
                .param("before", utc(before))
                .update();
    }

    /**
     * Claims the retry and tells the audit: neither is ever there without the other. False when another request holds this retry
     * number of the lineage or this idempotency key.
     */
    public boolean claim(RetryRequest request) {
        return jdbc.sql(CLAIM)
                        .param("id", request.id())
                        .param("baseUid", request.baseUid())
                        .param("retryNumber", request.retryNumber())
                        .param("retryOfUid", request.retryOfUid())
                        .param("namespace", request.namespace())
                        .param("name", request.name())
                        .param("requestedBy", request.requester().name())
                        .param("requester", RetryRequestRow.json(request.requester()))
                        .param("requestedAt", utc(request.requestedAt()))
                        .param("options", request.options())
                        .param("planVersion", request.planVersion())
                        .param("reason", request.reason())
                        .param("idempotencyKey", request.idempotencyKey())
                        .param("notBefore", request.notBefore() == null ? null : utc(request.notBefore()))
                        .param("state", request.state().name())
                        .param("at", utc(request.requestedAt()))
                        .param("outcome", AuditOutcome.ALLOWED.name())
                        .update()
                == 1;
    }

    public Optional<RetryRequest> find(UUID id) {
        return jdbc.sql("select * from retry_request where id = :id")
                .param("id", id)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** The kept ones among these, in no particular order. */
    public List<RetryRequest> find(Collection<UUID> ids) {
        return jdbc.sql("select * from retry_request where id = any(:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query(RetryRequestRow::read)
                .list();
    }

    /** The requests that these runs came of, in no particular order. */
    public List<RetryRequest> ofRuns(Collection<UUID> runUids) {
        return jdbc.sql("select * from retry_request where created_uid = any(:uids)")
                .param("uids", runUids.toArray(UUID[]::new))
                .query(RetryRequestRow::read)
                .list();
    }

    /** The request that holds this retry number of the lineage. */
    public Optional<RetryRequest> holder(UUID baseUid, int retryNumber) {
        return jdbc.sql(HOLDER)
                .param("baseUid", baseUid)
                .param("retryNumber", retryNumber)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** The requests, for any retry of these lineages, that no run came of yet and that have not ended. */
    public List<RetryRequest> open(Collection<UUID> baseUids) {
        return jdbc.sql(OPEN)
                .param("baseUids", baseUids.toArray(UUID[]::new))
                .query(RetryRequestRow::read)
                .list();
    }

    /** For how long the oldest request has been due that has not ended; empty when there is none. */
    public Optional<Duration> longestDue() {
        return jdbc.sql(LONGEST_DUE)
                .query((row, number) -> Optional.ofNullable(row.getBigDecimal(1)))
                .single()
                .map(seconds -> Duration.ofMillis(seconds.movePointRight(3).longValue()));
    }

    /** The request that was made with this key since then. */
    public Optional<RetryRequest> findByKey(String requestedBy, String key, Instant since) {
        return jdbc.sql(BY_KEY)
                .param("requestedBy", requestedBy)
                .param("key", key)
                .param("since", utc(since))
                .query(RetryRequestRow::read)
                .optional();
    }

    /** What the objects of the request carry. */
    public RequestProof proof(UUID id) {
        return jdbc.sql("select name, secret, planned_spec from retry_request where id = :id")
                .param("id", id)
                .query((row, number) -> proof(row))
                .single();
    }

    private static RequestProof proof(ResultSet row) throws SQLException {
        return RequestProof.of(
                row.getString("name"), row.getObject("secret", UUID.class), row.getString("planned_spec"));
    }

    /** Gives the run that is to be created another name; empty when the request has ended meanwhile. */
    public Optional<RetryRequest> rename(UUID id, String name) {
        return jdbc.sql(RENAME)
                .param("id", id)
                .param("name", name)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** Keeps the pipeline of the lineage before params are put in place, which later retries are made from as well. */
    public void keep(UUID id, ObjectNode definition) {
        jdbc.sql(KEEP_DEFINITION)
                .param("id", id)
                .param("definition", definition.toString())
                .param("renewed", null)
                .param("tasks", null)
                .update();
    }

    /**
     * Keeps what the lineage goes on with.
     *
     * @param definition the pipeline before params are put in place; null when that of the run holds on
     * @param renewed names of the tasks of which nothing counts that was recorded before
     * @param tasks names of all tasks, in their order
     */
    public void keepRenewed(UUID id, @Nullable ObjectNode definition, Collection<String> renewed, List<String> tasks) {
        jdbc.sql(KEEP_DEFINITION)
                .param("id", id)
                .param("definition", definition == null ? null : definition.toString())
                .param("renewed", renewed.stream().sorted().toArray(String[]::new))
                .param("tasks", tasks.toArray(String[]::new))
                .update();
    }

    /** Records that the run is about to be sent to the cluster; empty when the request has ended meanwhile. */
    public Optional<Begun> begin(UUID id, SentPlan plan, Instant at) {
        return jdbc.sql(BEGIN)
                .param("plannedSpec", plan.spec())
                .param("leavesTasks", plan.leavesTasks())
                .param("startsAnew", plan.startsAnew())
                .param("id", id)
                .param("at", utc(at))
                .param("underWay", utc(at.minus(SentRequests.UNDER_WAY)))
                .param("claims", plan.adoptedClaims().toArray(String[]::new))
                .param("heldBy", plan.heldBy() == null ? null : plan.heldBy().name())
                .query((row, number) -> new Begun(RetryRequestRow.read(row, number), proof(row)))
                .optional();
    }

    /** Records which PipelineRun came of the request; empty when that was recorded already. */
    public Optional<RetryRequest> created(UUID id, UUID createdUid, String name, Instant at) {
        return jdbc.sql(CREATED)
                .param("id", id)
                .param("name", name)
                .param("createdUid", createdUid)
                .param("at", utc(at))
                .query(RetryRequestRow::read)
                .optional();
    }

    /** Cancels the request and gives the retry number back; empty when something may have been sent to the cluster already. */
    public Optional<RetryRequest> cancel(UUID id, Instant at) {
        return jdbc.sql(CANCEL)
                .param("id", id)
                .param("at", utc(at))
                .query(RetryRequestRow::read)
                .optional();
    }

    /** Records that no run comes of the request and gives the retry number back, unless it has ended already. */
    public boolean refuse(UUID id, RetryRequest.Refused why, Instant at) {
        return refuse(id, why, at, RetryRequestState.SCHEDULED, RetryRequestState.CREATING);
    }

    /** {@link #refuse}, unless something may have been sent to the cluster already. */
    public boolean refuseUnsent(UUID id, RetryRequest.Refused why, Instant at) {
        return refuse(id, why, at, RetryRequestState.SCHEDULED);
    }

    /**
     * Removes some of the requests that were refused or cancelled before then.
     *
     * @return how many; fewer than {@code most} when none is left
     */
    public int deleteWithoutRun(Instant before, int most) {
        return jdbc.sql(DELETE_FRUITLESS)
                .param("before", utc(before))
                .param("most", most)
                .update();
    }

    private boolean refuse(UUID id, RetryRequest.Refused why, Instant at, RetryRequestState... states) {
        @Nullable UUID related = why.relatedUid();
        return jdbc.sql(REFUSE)
                        .param("id", id)
                        .param("outcome", AuditOutcome.of(why.code()).name())
                        .param("code", why.code())
                        .param("message", why.message())
                        .param("tasks", why.tasks().toArray(String[]::new))
                        .param("relatedUid", related)
                        .param("at", utc(at))
                        .param("states", Arrays.stream(states).map(Enum::name).toArray(String[]::new))
                        .update()
                == 1;
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
