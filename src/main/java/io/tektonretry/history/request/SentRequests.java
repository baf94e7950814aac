package io.tektonretry.history.request;

import io.tektonretry.history.RequestProof;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Finds out what became of requests that were sent to the cluster. */
@Repository
public class SentRequests {

    /** For this long a request may be sent again without a check: its first sending may still be in progress. */
    static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** After this time a sent request has arrived, or never will. */
    private static final Duration ARRIVED = Duration.ofMinutes(2);

    /** After this time a silent mirror is not expected to catch up. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final String CREATED = """
            select uid from pipeline_run
             where namespace = :namespace and request_proof = :proof
             order by created_at, name <> :name, deleted_at nulls last
             limit 1
            """;

    /** A run that was created while the mirror was following is recorded, even if it was deleted. */
    private static final String TRACE = """
            select case
                   when q.begun_at is null or q.begun_at > :underWay then 'NONE'
                   when exists (select 1 from gap g
                                 where g.kind = 'PipelineRun' and g.namespace in ('', q.namespace)
                                   and (g.from_time is null or g.from_time <= q.begun_at + cast(:arrived as interval))
                                   and g.to_time >= q.begun_at)
                     or exists (select 1 from quarantined_object u
                                 where (u.kind, u.namespace, u.name) = ('PipelineRun', q.namespace, q.name)
                                   and u.noticed_at >= q.begun_at)
                     or q.begun_at < :givenUp then 'POSSIBLE'
                   when exists (select 1 from followed_kind f
                                 where f.kind = 'PipelineRun' and f.namespace in ('', q.namespace)
                                   and f.reached_at >= q.begun_at + cast(:arrived as interval)) then 'NONE'
                   else 'UNDECIDED' end
              from retry_request q
             where q.id = :id
            """;

    /** Whether a request without a recorded run has created one. */
    public enum Unseen {
        /** It has created no run. */
        NONE,
        /** The mirror is not far enough to know. */
        UNDECIDED,
        /** A run may have been created and deleted in a gap of the mirror. */
        POSSIBLE
    }

    private final JdbcClient jdbc;

    SentRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * UID of the first recorded run that has the proof of the request, even if another run has its name now: a copied
     * proof can only come from a later run.
     */
    public Optional<UUID> created(RetryRequest request, RequestProof proof) {
        return jdbc.sql(CREATED)
                .param("namespace", request.namespace())
                .param("proof", proof.ofRun())
                .param("name", proof.name())
                .query(UUID.class)
                .optional();
    }

    /**
     * Whether the request may have created a run that is neither recorded nor in the cluster; call this before looking
     * in the cluster.
     */
    public Unseen unseen(RetryRequest request, Instant now) {
        return unseen(request, now, now.minus(UNDER_WAY));
    }

    /** Whether the request may have created a run before the recorded one. */
    public Unseen unseenBefore(RetryRequest request, Instant now) {
        return unseen(request, now, now.plus(PATIENCE));
    }

    private Unseen unseen(RetryRequest request, Instant now, Instant underWay) {
        return jdbc.sql(TRACE)
                .param("id", request.id())
                .param("underWay", underWay.atOffset(ZoneOffset.UTC))
                .param("arrived", ARRIVED.toSeconds() + " s")
                .param("givenUp", now.minus(PATIENCE).atOffset(ZoneOffset.UTC))
                .query((row, number) -> Unseen.valueOf(row.getString(1)))
                .single();
    }
}
