package io.tektonretry.history.request;

import io.tektonretry.history.RequestProof;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the mirror knows of the runs of requests that were sent to the cluster. */
@Repository
public class SentRequests {

    /** So long a request may be sent again without proof: its first sending is under way still. */
    static final Duration UNDER_WAY = Duration.ofSeconds(30);

    /** By then whatever was sent has arrived or never will. */
    private static final Duration ARRIVED = Duration.ofMinutes(2);

    /** Longer than any mirror is silent that will ever speak again of what it followed before. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final String CREATED = """
            select uid from pipeline_run
             where namespace = :namespace and request_proof = :proof
             order by created_at, name <> :name, deleted_at nulls last
             limit 1
            """;

    /** A run that came into being while the mirror could see is recorded, whatever became of it. */
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

    /** Whether a run came of a request, of which nothing is to be found. */
    public enum Unseen {
        /** No run came of it. */
        NONE,
        /** The mirror has not come so far yet that it would know. */
        UNDECIDED,
        /** One may have come and gone while the mirror could not see. */
        POSSIBLE
    }

    private final JdbcClient jdbc;

    SentRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * UID of the first recorded run that carries the proof of the request, also when another run has taken over its name since: who copies
     * the proof has seen the run before.
     */
    public Optional<UUID> created(RetryRequest request, RequestProof proof) {
        return jdbc.sql(CREATED)
                .param("namespace", request.namespace())
                .param("proof", proof.ofRun())
                .param("name", proof.name())
                .query(UUID.class)
                .optional();
    }

    /** Whether a run may have come of the request that is neither recorded nor in the cluster; to be asked before looking there. */
    public Unseen unseen(RetryRequest request, Instant now) {
        return unseen(request, now, now.minus(UNDER_WAY));
    }

    /** Whether a run may have come of the request before the one that is recorded. */
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
