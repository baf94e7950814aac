package io.tektonretry.history.request;

import io.tektonretry.history.RequestProof;
import io.tektonretry.history.audit.AuditEvents;
import io.tektonretry.history.audit.AuditOutcome;
import io.tektonretry.history.database.Exchange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Stores the requests for retries. Each reserves its retry number of the lineage until it is refused or cancelled. What
 * decides on the next step is read by SQL: a row may have changed since an entity of the same transaction was read.
 */
@Repository
public class RetryRequests {

    private static final String FORGET_KEY = """
            update retry_request set idempotency_key = null
             where requested_by = :requestedBy and idempotency_key = :key and requested_at < :before
            """;

    /** The definition from which later retries of the lineage are derived, if the request changes it. */
    private static final String KEEP_DEFINITION = """
            kept as (insert into retry_definition (request_id, definition, renewed_tasks, tasks)
            select id, cast(:definition as text), cast(:renewed as text[]), cast(:tasks as text[]) from q where :keepsDefinition
                on conflict (request_id) do update
               set (definition, renewed_tasks, tasks) = (excluded.definition, excluded.renewed_tasks, excluded.tasks))
            """;

    /** One statement is one transaction, which needs no {@code BEGIN} and no {@code COMMIT}. */
    private static final String CLAIM =
            """
            with q as (insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requester, requested_at,
                    options, plan_version, reason, idempotency_key, not_before, state,
                    planned_spec, held_by, leaves_tasks, starts_anew, adopted_claims, made_pending, begun_at)
            values (:id, :baseUid, :retryNumber, :retryOfUid, :namespace, :name, :requestedBy, cast(:requester as jsonb),
                    :requestedAt, cast(:options as jsonb), :planVersion, :reason, :idempotencyKey, :notBefore, :state,
                    :plannedSpec, :heldBy, :leavesTasks, :startsAnew, cast(:claims as text[]), cardinality(cast(:claims as text[])) > 0, :begunAt)
            on conflict do nothing
            returning *),
            completion as (insert into scheduled_task (task_name, task_instance, execution_time, picked, version)
            select :task, cast(id as text), :completeAt, false, 1 from q),
            KEEP_DEFINITION,
            audited as (OF_REQUEST)
            select * from q
            """.replace("KEEP_DEFINITION", KEEP_DEFINITION.strip()).replace("OF_REQUEST", AuditEvents.OF_REQUEST);

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

    /** Keeps earlier claims to adopt: a run that waits for them may have been sent. */
    private static final String BEGIN = """
            with q as (update retry_request
               set state = 'CREATING', planned_spec = :plannedSpec, held_by = :heldBy,
                   leaves_tasks = :leavesTasks, starts_anew = :startsAnew,
                   adopted_claims = array(select unnest(adopted_claims) union select unnest(cast(:claims as text[])) order by 1),
                   made_pending = made_pending or cardinality(cast(:claims as text[])) > 0,
                   begun_at = case when begun_at > :underWay then begun_at else :at end
             where id = :id and state in ('SCHEDULED', 'CREATING')
            returning *),
            KEEP_DEFINITION
            select * from q
            """.replace("KEEP_DEFINITION", KEEP_DEFINITION.strip());

    private static final String RENAME = """
            update retry_request set name = :name
             where id = :id and state in ('SCHEDULED', 'CREATING')
            returning *
            """;

    /** A run in the cluster is a fact, whatever the state of the request was. */
    private static final String CREATED = """
            update retry_request
               set state = 'CREATED', created_uid = :createdUid, name = :name, finished_at = :at,
                   code = null, message = null, tasks = '{}', related_uid = null
             where id = :id and state <> 'CREATED'
            returning id
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

    /** Requests with a run are deleted with its lineage. */
    private static final String DELETE_FRUITLESS = """
            delete from retry_request
             where id = any(array(
                   select id from retry_request
                    where state in ('REFUSED', 'CANCELLED') and finished_at < :before
                    order by finished_at
                    limit :most))
            """;

    /** A request that has claimed its retry, and the proofs on its objects. */
    public record Claimed(RetryRequest request, RequestProof proof) {

        private static Claimed of(ResultSet row, int number) throws SQLException {
            return new Claimed(RetryRequestRow.read(row, number), RetryRequests.proof(row));
        }
    }

    private final JdbcClient jdbc;
    private final RetryRequestRecords records;

    RetryRequests(JdbcClient jdbc, RetryRequestRecords records) {
        this.jdbc = jdbc;
        this.records = records;
    }

    /** Frees a key that has expired. */
    public void forgetKey(String requestedBy, String key, Instant before) {
        jdbc.sql(FORGET_KEY)
                .param("requestedBy", requestedBy)
                .param("key", key)
                .param("before", utc(before))
                .update();
    }

    /**
     * Reserves the retry, schedules its completion and writes the audit event, all or nothing. Empty when another
     * request has this retry number of the lineage or this idempotency key.
     *
     * @param sent what is about to be sent to the cluster, as with {@link #begin}; null when nothing is yet
     * @param at when the claim is written
     * @param task name of the task of the scheduler that completes the request
     * @param completeAt when the scheduler executes it
     */
    public Optional<Claimed> claim(
            RetryRequest request, @Nullable SentPlan sent, Instant at, String task, Instant completeAt) {
        RetryRequestState state = sent == null ? request.state() : RetryRequestState.CREATING;
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
                .param("state", state.name())
                .params(parameters(sent == null ? SentPlan.NONE : sent))
                .param("begunAt", sent == null ? null : utc(at))
                .param("at", utc(request.requestedAt()))
                .param("outcome", AuditOutcome.ALLOWED.name())
                .param("task", task)
                .param("completeAt", utc(completeAt))
                .query(Claimed::of)
                .optional();
    }

    private static Map<String, @Nullable Object> parameters(SentPlan sent) {
        RetryDefinition definition = sent.definition();
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("plannedSpec", sent.spec());
        parameters.put("heldBy", sent.heldBy() == null ? null : sent.heldBy().name());
        parameters.put("leavesTasks", sent.leavesTasks());
        parameters.put("startsAnew", sent.startsAnew());
        parameters.put("claims", sent.adoptedClaims().stream().sorted().toArray(String[]::new));
        parameters.put("keepsDefinition", definition != null);
        parameters.put("definition", definition == null ? null : definition.pipelineText());
        parameters.put("renewed", definition == null ? null : texts(definition.renewedTasks()));
        parameters.put("tasks", definition == null ? null : texts(definition.tasks()));
        return parameters;
    }

    private static String @Nullable [] texts(@Nullable List<String> texts) {
        return texts == null ? null : texts.toArray(String[]::new);
    }

    public Optional<RetryRequest> find(UUID id) {
        return jdbc.sql("select * from retry_request where id = :id")
                .param("id", id)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** The stored ones among these, in no particular order. */
    public List<RetryRequest> find(Collection<UUID> ids) {
        return requests(records.findByIds(ids.toArray(UUID[]::new)));
    }

    /** The requests that created these runs, in no particular order. */
    public List<RetryRequest> ofRuns(Collection<UUID> runUids) {
        return requests(records.findByRuns(runUids.toArray(UUID[]::new)));
    }

    private static List<RetryRequest> requests(List<RetryRequestRecord> records) {
        return records.stream().map(RetryRequestRecord::request).toList();
    }

    /** The request that has reserved this retry number of the lineage. */
    public Optional<RetryRequest> holder(UUID baseUid, int retryNumber) {
        return jdbc.sql(HOLDER)
                .param("baseUid", baseUid)
                .param("retryNumber", retryNumber)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** The unfinished requests for retries of these lineages. */
    public List<RetryRequest> open(Collection<UUID> baseUids) {
        return jdbc.sql(OPEN)
                .param("baseUids", baseUids.toArray(UUID[]::new))
                .query(RetryRequestRow::read)
                .list();
    }

    /** How long the oldest unfinished request has been due; empty when there is none. */
    public Optional<Duration> longestDue() {
        return jdbc.sql(LONGEST_DUE)
                .query((row, number) -> Optional.ofNullable(row.getBigDecimal(1)))
                .single()
                .map(seconds -> Duration.ofMillis(seconds.movePointRight(3).longValue()));
    }

    /** The request made with this key since then. */
    public Optional<RetryRequest> findByKey(String requestedBy, String key, Instant since) {
        return jdbc.sql(BY_KEY)
                .param("requestedBy", requestedBy)
                .param("key", key)
                .param("since", utc(since))
                .query(RetryRequestRow::read)
                .optional();
    }

    /** The proofs on the objects of the request. */
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

    /** Changes the name of the run to create; empty when the request has finished in the meantime. */
    public Optional<RetryRequest> rename(UUID id, String name) {
        return jdbc.sql(RENAME)
                .param("id", id)
                .param("name", name)
                .query(RetryRequestRow::read)
                .optional();
    }

    /** Records that the run is about to be sent to the cluster; empty when the request has finished in the meantime. */
    public Optional<Claimed> begin(UUID id, SentPlan sent, Instant at) {
        return jdbc.sql(BEGIN)
                .param("id", id)
                .params(parameters(sent))
                .param("at", utc(at))
                .param("underWay", utc(at.minus(SentRequests.UNDER_WAY)))
                .query(Claimed::of)
                .optional();
    }

    /** Records the created PipelineRun; has no row when that was recorded already. */
    public static Exchange.Rows<UUID> created(UUID id, UUID createdUid, String name, Instant at, Exchange exchange) {
        return exchange.add(
                CREATED,
                Map.of("id", id, "name", name, "createdUid", createdUid, "at", utc(at)),
                (row, number) -> row.getObject(1, UUID.class));
    }

    /**
     * Cancels the request and frees its retry number; empty when something may have been sent to the cluster already.
     */
    public Optional<RetryRequest> cancel(UUID id, Instant at) {
        return jdbc.sql(CANCEL)
                .param("id", id)
                .param("at", utc(at))
                .query(RetryRequestRow::read)
                .optional();
    }

    /** Refuses the request and frees its retry number; false when it has finished already. */
    public boolean refuse(UUID id, RetryRequest.Refused why, Instant at) {
        return refuse(id, why, at, RetryRequestState.SCHEDULED, RetryRequestState.CREATING);
    }

    /** {@link #refuse}, unless something may have been sent to the cluster already. */
    public boolean refuseUnsent(UUID id, RetryRequest.Refused why, Instant at) {
        return refuse(id, why, at, RetryRequestState.SCHEDULED);
    }

    /**
     * Deletes some requests that were refused or cancelled before then.
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
