package io.tektonretry.export;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.RecordedNamespaces;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads runs in chunks: each is one statement that walks an index from where the chunk before ended. */
@Repository
class ExportedRuns {

    private static final String CHUNK = """
            select r.uid, r.namespace, r.name, r.pipeline_name, r.status, r.reason, r.message, r.created_at, r.started_at,
                   r.finished_at, r.deleted_at, r.parent_uid, r.root_uid, r.retry_of_uid, r.retry_number, r.attempt_number,
                   r.retry_inferred, r.requested_by, r.source_repository, r.source_revision, r.source_branch,
                   r.source_pull_request, r.source_job, r.source_url,
                   coalesce(p.pipeline_name, p.name) as parent_pipeline, q.reason as retry_reason
              from (select * from pipeline_run
                     where namespace = :namespace and (created_at, uid) > (:at, :uid) and created_at < :to
                     order by created_at, uid
                     limit :most) r
              left join lateral (select pipeline_name, name from pipeline_run
                                  where uid = r.parent_uid and namespace = r.namespace) p on true
              left join lateral (select reason from retry_request
                                  where r.retry_number > 0 and created_uid = r.uid limit 1) q on true
             order by r.created_at, r.uid
            """;

    private final JdbcClient jdbc;

    ExportedRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The namespaces of recorded runs, in their order. */
    List<String> namespaces() {
        return jdbc.sql(RecordedNamespaces.of("pipeline_run"))
                .query(String.class)
                .list();
    }

    /** The next runs of a namespace, by creation; fewer than {@code most} if there are no others. */
    List<ExportedRun> after(ExportPosition position, Instant to, int most) {
        return jdbc.sql(CHUNK)
                .param("namespace", position.namespace())
                .param("at", position.at().atOffset(ZoneOffset.UTC))
                .param("uid", position.uid())
                .param("to", to.atOffset(ZoneOffset.UTC))
                .param("most", most)
                .query((row, number) -> run(row))
                .list();
    }

    private static ExportedRun run(ResultSet row) throws SQLException {
        return new ExportedRun(
                row.getObject("uid", UUID.class),
                row.getString("namespace"),
                row.getString("name"),
                row.getString("pipeline_name"),
                PipelineRunStatus.valueOf(row.getString("status")),
                row.getString("reason"),
                row.getString("message"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                time(row, "started_at"),
                time(row, "finished_at"),
                time(row, "deleted_at"),
                row.getObject("parent_uid", UUID.class),
                row.getString("parent_pipeline"),
                row.getObject("root_uid", UUID.class),
                row.getObject("retry_of_uid", UUID.class),
                row.getInt("retry_number"),
                row.getInt("attempt_number"),
                row.getBoolean("retry_inferred"),
                row.getString("requested_by"),
                row.getString("retry_reason"),
                row.getString("source_repository"),
                row.getString("source_revision"),
                row.getString("source_branch"),
                row.getString("source_pull_request"),
                row.getString("source_job"),
                row.getString("source_url"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
