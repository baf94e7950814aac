package io.tektonretry.retry.summary;

import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.document.LatestAttempt;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The summaries that are kept, each with what it was made from. */
@Repository
public class PlanSummaries {

    /**
     * The fingerprint covers every row that {@link io.tektonretry.history.document.RecordedLineages} reads for the run:
     * the runs of the lineage up to this one, all objects that name them as their run, and adopted definitions. The tasks
     * and the document of an object are written together with its row. {@code xmin} is the transaction that wrote a row,
     * so no change can be missed. Of later runs, a plan knows the name and the number of the last.
     */
    private static final String FIND = """
            with asked as materialized (
                select distinct base_uid, namespace from pipeline_run where uid = any(array(select unnest(:uids)))
            ), run as materialized (
                select r.uid, r.base_uid, r.namespace, r.name, r.status, r.leaves_tasks, r.retry_number, r.attempt_number,
                       r.created_at, coalesce(r.finished_at, r.deleted_at) as ended_at,
                       hash_record_extended(
                           row(r.uid, r.xmin, (select c.pipeline_run_uid from shown_child c where c.uid = r.uid)), 0)
                       + coalesce((select sum(hash_record_extended(row(t.uid, t.xmin), 0))
                                     from task_run t where t.pipeline_run_uid = r.uid), 0)
                       + coalesce((select sum(hash_record_extended(row(d.request_id, d.xmin), 0))
                                     from retry_request q join retry_definition d on d.request_id = q.id
                                    where q.created_uid = r.uid), 0) as version
                  from asked join pipeline_run r using (base_uid, namespace)
            ), latest as (
                select distinct on (base_uid, namespace) * from run
                 order by base_uid, namespace, retry_number desc, created_at desc, uid desc
            ), versioned as (
                select uid, base_uid, namespace, status not in ('PENDING', 'RUNNING') as has_ended,
                       sum(version) over (partition by base_uid, namespace order by retry_number) as version
                  from run)
            select v.uid, v.base_uid, v.namespace, v.has_ended, l.uid as latest_uid, l.name, l.status, l.leaves_tasks, l.attempt_number,
                   l.ended_at, f.fingerprint, kept.valid_until, kept.body
              from versioned v
              join latest l using (base_uid, namespace)
             cross join lateral (
                   select hash_record_extended(row(v.version, l.uid, l.attempt_number), 0) as fingerprint) f
              left join lateral (
                   select s.valid_until, s.body from plan_summary s
                    where s.run_uid = v.uid and s.planner = :planner and s.fingerprint = f.fingerprint
                    limit 1) kept on true
             where v.uid = any(array(select unnest(:uids)))
            """;

    /** The lock keeps the runs until the commit, so that none is deleted between the look and the insert. */
    private static final String KEEP = """
            with run as (
                select uid from pipeline_run where uid = any(:uids) order by uid for key share)
            insert into plan_summary as s (run_uid, planner, fingerprint, valid_until, body)
            select uid, w.planner, w.fingerprint, to_timestamp(w.until), w.body
              from unnest(:uids, :planners, :fingerprints, :untils, :bodies) w (uid, planner, fingerprint, until, body)
              join run using (uid)
             order by uid
                on conflict (run_uid) do update
               set (planner, fingerprint, valid_until, body)
                 = (excluded.planner, excluded.fingerprint, excluded.valid_until, excluded.body)
             where (s.planner, s.fingerprint, s.valid_until)
                   is distinct from (excluded.planner, excluded.fingerprint, excluded.valid_until)
            """;

    /**
     * A recorded run.
     *
     * @param baseUid the run whose spec its retries derive from
     * @param latest the last attempt of its lineage
     * @param hasEnded whether it has ended itself
     * @param fingerprint of the rows that a plan is made from
     * @param summary of the plan; null when none is kept for that fingerprint
     */
    public record Found(
            UUID uid,
            UUID baseUid,
            LatestAttempt latest,
            boolean hasEnded,
            long fingerprint,
            @Nullable PlanSummary summary) {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Row(NewSummary made, byte[] body) {}

    private final JdbcClient jdbc;
    private final SummaryProperties properties;

    PlanSummaries(JdbcClient jdbc, SummaryProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** What is kept of these runs, by UID, in one statement; runs that are not recorded are absent. */
    public Map<UUID, Found> find(Collection<UUID> runUids, long planner, Instant now) {
        return jdbc
                .sql(FIND)
                .param("uids", runUids.toArray(UUID[]::new))
                .param("planner", planner)
                .query((row, number) -> found(row, now))
                .list()
                .stream()
                .collect(Collectors.toMap(Found::uid, found -> found));
    }

    private static Found found(ResultSet row, Instant now) throws SQLException {
        return new Found(
                row.getObject("uid", UUID.class),
                row.getObject("base_uid", UUID.class),
                new LatestAttempt(
                        row.getObject("latest_uid", UUID.class),
                        row.getString("namespace"),
                        row.getString("name"),
                        PipelineRunStatus.valueOf(row.getString("status")),
                        row.getBoolean("leaves_tasks"),
                        row.getInt("attempt_number"),
                        time(row, "ended_at")),
                row.getBoolean("has_ended"),
                row.getLong("fingerprint"),
                summary(row.getBytes("body"), time(row, "valid_until"), now));
    }

    private static @Nullable PlanSummary summary(byte @Nullable [] body, @Nullable Instant validUntil, Instant now) {
        if (body == null || (validUntil != null && validUntil.isBefore(now))) {
            return null;
        }
        return PlanSummary.read(body).orElse(null);
    }

    /** Keeps these summaries, but for large ones and those of runs that are no longer recorded. */
    void keep(Collection<NewSummary> summaries) {
        List<Row> rows = summaries.stream()
                .collect(Collectors.toMap(NewSummary::runUid, summary -> summary, (one, other) -> other))
                .values()
                .stream()
                .map(made -> new Row(made, made.summary().json()))
                .filter(row -> row.body().length <= properties.maxSize().toBytes())
                .toList();
        if (!rows.isEmpty()) {
            jdbc.sql(KEEP)
                    .param("uids", rows.stream().map(row -> row.made().runUid()).toArray(UUID[]::new))
                    .param(
                            "planners",
                            rows.stream().map(row -> row.made().planner()).toArray(Long[]::new))
                    .param(
                            "fingerprints",
                            rows.stream().map(row -> row.made().fingerprint()).toArray(Long[]::new))
                    .param(
                            "untils",
                            rows.stream().map(row -> seconds(row.made())).toArray(Long[]::new))
                    .param("bodies", rows.stream().map(Row::body).toArray(byte[][]::new))
                    .update();
        }
    }

    private static @Nullable Long seconds(NewSummary summary) {
        Instant until = summary.validUntil();
        return until == null ? null : until.getEpochSecond();
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
