package io.tektonretry.history.coverage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Stores how far the mirror has come, and what it may have missed. */
@Repository
public class MirrorStates {

    private static final String REACH = """
            insert into followed_kind as f (kind, namespace, epoch, resource_version, reached_at)
            values (:kind, :namespace, :epoch, :version, :at)
                on conflict (kind, namespace) do update
               set (epoch, resource_version, reached_at) = (excluded.epoch, excluded.resource_version, excluded.reached_at)
             where f.resource_version is null
                or (f.epoch, f.resource_version) <= (excluded.epoch, excluded.resource_version)
            """;

    private static final String CLOSE = """
            delete from gap where kind = :kind and namespace = :namespace and to_time is null
            """;

    private static final String ADD = """
            insert into gap (kind, namespace, reason, from_version, from_time, to_version, to_time)
            select :kind, :namespace, :reason, :fromVersion, :from, :toVersion, :to
             where not exists (
                   select from gap
                    where (kind, namespace, reason, to_version, to_time) = (:kind, :namespace, :reason, :toVersion, :to)
                      and from_version is not distinct from :fromVersion)
            """;

    /** All kinds, with the age of their reports by the database's clock: clocks of replicas may differ. */
    private static final String ALL = """
            select *, extract(epoch from now() - reported_at) as age from followed_kind
            """;

    /**
     * Uses only the database's clock, not that of the silent replica. Where a kind is absent, nothing can be missed.
     */
    private static final String OPEN_UNREPORTED = """
            insert into gap (kind, namespace, reason, from_version, from_time)
            select kind, namespace, 'NO_CONTACT', resource_version, coalesce(reached_at, reported_at) from followed_kind
             where kind = :kind and namespace = :namespace and resource_version is not null
               and not (is_connected and failure is not null)
               and now() - reported_at > :silence * interval '1 second'
               and now() - reported_at + case when is_connected then 0 else lag_seconds end * interval '1 second'
                   > :unseen * interval '1 second'
                on conflict (kind, namespace) where to_time is null do nothing
            """;

    private static final String OPEN = """
            insert into gap (kind, namespace, reason, from_version, from_time)
            values (:kind, :namespace, :reason,
                    (select resource_version from followed_kind where kind = :kind and namespace = :namespace), :from)
                on conflict (kind, namespace) where to_time is null do update set reason = excluded.reason
             where gap.reason <> excluded.reason
            """;

    private static final String REPORT = """
            insert into followed_kind (kind, namespace, is_connected, last_event_at, lag_seconds, failure, reported_at)
            values (:kind, :namespace, :connected, :lastEvent, :lag, :failure, now() - :age * interval '1 second')
                on conflict (kind, namespace) do update
               set (is_connected, last_event_at, lag_seconds, failure, reported_at)
                 = (excluded.is_connected, coalesce(excluded.last_event_at, followed_kind.last_event_at),
                    excluded.lag_seconds, excluded.failure, excluded.reported_at)
            """;

    private final JdbcClient jdbc;

    MirrorStates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<MirrorState> all() {
        return jdbc.sql(ALL + "order by kind, namespace")
                .query(MirrorStates::kind)
                .list();
    }

    /** The recorded state of a kind. */
    public Optional<MirrorState> find(String kind, String namespace) {
        return jdbc.sql(ALL + "where kind = :kind and namespace = :namespace")
                .param("kind", kind)
                .param("namespace", namespace)
                .query(MirrorStates::kind)
                .optional();
    }

    /**
     * Records that everything up to this resourceVersion is recorded. Idempotent.
     *
     * @param missed the gaps since the last call, each of which ended with a complete list
     */
    @Transactional
    public void reached(String kind, String namespace, int epoch, long resourceVersion, Instant at, List<Gap> missed) {
        reach(kind, namespace, epoch, resourceVersion, at);
        close(kind, namespace);
        missed.forEach(this::add);
    }

    private void add(Gap gap) {
        jdbc.sql(ADD)
                .param("kind", gap.kind())
                .param("namespace", gap.namespace())
                .param("reason", gap.reason().name())
                .param("fromVersion", gap.fromVersion(), Types.BIGINT)
                .param("from", time(gap.from()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("toVersion", Objects.requireNonNull(gap.toVersion()))
                .param("to", time(Objects.requireNonNull(gap.to())), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /** Records that changes may be missed from now on, until {@link #reached}. */
    public void lost(String kind, String namespace, GapReason reason, Instant since) {
        jdbc.sql(OPEN)
                .param("kind", kind)
                .param("namespace", namespace)
                .param("reason", reason.name())
                .param("from", time(since), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    /**
     * The same, by a replica that does not follow the kind, when the reports have stopped.
     *
     * @param silence after which time a report is overdue
     * @param unseen after which time without contact changes may be missed
     */
    public void lostUnreported(String kind, String namespace, Duration silence, Duration unseen) {
        jdbc.sql(OPEN_UNREPORTED)
                .param("kind", kind)
                .param("namespace", namespace)
                .param("silence", seconds(silence))
                .param("unseen", seconds(unseen))
                .update();
    }

    /** Stores a report; the recorded position is not changed. */
    public void report(MirrorState kind) {
        jdbc.sql(REPORT)
                .param("kind", kind.kind())
                .param("namespace", kind.namespace())
                .param("connected", kind.isConnected())
                .param("lastEvent", time(kind.lastEventAt()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("lag", kind.lagSeconds())
                .param("failure", kind.failure(), Types.VARCHAR)
                .param("age", seconds(Objects.requireNonNull(kind.age())))
                .update();
    }

    private void reach(String kind, String namespace, int epoch, long resourceVersion, Instant at) {
        jdbc.sql(REACH)
                .param("kind", kind)
                .param("namespace", namespace)
                .param("epoch", epoch)
                .param("version", resourceVersion)
                .param("at", time(at), Types.TIMESTAMP_WITH_TIMEZONE)
                .update();
    }

    private void close(String kind, String namespace) {
        jdbc.sql(CLOSE).param("kind", kind).param("namespace", namespace).update();
    }

    private static MirrorState kind(ResultSet row, int index) throws SQLException {
        return new MirrorState(
                row.getString("kind"),
                row.getString("namespace"),
                row.getObject("epoch", Integer.class),
                row.getObject("resource_version", Long.class),
                instant(row, "reached_at"),
                row.getBoolean("is_connected"),
                instant(row, "last_event_at"),
                row.getDouble("lag_seconds"),
                row.getString("failure"),
                age(row));
    }

    private static @Nullable Duration age(ResultSet row) throws SQLException {
        double seconds = row.getDouble("age");
        return row.wasNull() ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
