package io.tektonretry.history;

import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Claims of retries: one a lineage and retry number, made before anything touches the cluster. */
@Repository
public class RetryRequests {

    private static final String INSERT = """
            insert into retry_request
                   (id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requested_at)
            values (:id, :baseUid, :retryNumber, :retryOfUid, :namespace, :name, :requestedBy, :requestedAt)
            on conflict do nothing
            """;

    private static final String FIND = """
            select id, base_uid, retry_number, retry_of_uid, namespace, name, requested_by, requested_at, created_uid
              from retry_request
             where base_uid = :baseUid and retry_number = :retryNumber
            """;

    private final JdbcClient jdbc;

    RetryRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Claims the retry; false when somebody else has claimed this retry number of the lineage. */
    public boolean claim(RetryRequest request) {
        return jdbc.sql(INSERT)
                        .param("id", request.id())
                        .param("baseUid", request.baseUid())
                        .param("retryNumber", request.retryNumber())
                        .param("retryOfUid", request.retryOfUid())
                        .param("namespace", request.namespace())
                        .param("name", request.name())
                        .param("requestedBy", request.requestedBy())
                        .param("requestedAt", request.requestedAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    /** The request that holds this retry number of the lineage. */
    public Optional<RetryRequest> holder(UUID baseUid, int retryNumber) {
        return jdbc.sql(FIND)
                .param("baseUid", baseUid)
                .param("retryNumber", retryNumber)
                .query(RetryRequest.class)
                .optional();
    }

    /** Records which PipelineRun came of the request. */
    public void created(UUID id, UUID createdUid) {
        jdbc.sql("update retry_request set created_uid = :createdUid where id = :id")
                .param("id", id)
                .param("createdUid", createdUid)
                .update();
    }

    /** Gives the retry number back: the cluster refused the run, so that none was created. */
    public void release(UUID id) {
        jdbc.sql("delete from retry_request where id = :id and created_uid is null")
                .param("id", id)
                .update();
    }
}
