package io.tektonretry.report;

import io.tektonretry.report.RetrySource.Shown;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Percentiles of durations, and the time that they say was saved, of the shown groups of a retry report. */
@Repository
class RetryDurations {

    /**
     * A percentile between two ranks is interpolated. Runs of a Pipeline and a repository are expected to take as long as
     * the median of those that succeeded.
     */
    private static final String FIND = """
            with SOURCE, summed as materialized (
                select place, series_id, BUCKET as bucket, kind, seconds, sum(runs) as runs
                  from length
                 group by 1, 2, 3, 4, 5
            ), number as (
                select place, bucket, grouping(bucket) = 1 as is_total, kind, seconds, sum(runs) as runs
                  from summed
                 where kind <> 'SUCCEEDED'
                 group by grouping sets ((place, kind, seconds), (place, bucket, kind, seconds))
            ), placed as (
                select n.*, sum(runs) over (of_group order by seconds) as upto, sum(runs) over of_group as size
                  from number n
                window of_group as (partition by place, bucket, is_total, kind)
            ), percentile as (
                select place, bucket, is_total, kind, max(size) as size, P50 as p50, P95 as p95
                  from placed
                 group by 1, 2, 3, 4
            ), succeeded as (
                select n.*, sum(runs) over (of_series order by seconds) as upto, sum(runs) over of_series as size
                  from (select series_id, seconds, sum(runs) as runs from summed where kind = 'SUCCEEDED' group by 1, 2) n
                window of_series as (partition by series_id)
            ), expected as materialized (
                select series_id, P50 as seconds from succeeded group by 1
            ), time_saved as materialized (
                select place, bucket, grouping(bucket) = 1 as is_total, sum(r.runs * greatest(0, e.seconds - r.seconds)) as seconds
                  from summed r
                  join expected e using (series_id)
                 where r.kind = 'RETRY'
                 group by grouping sets ((place), (place, bucket)))
            select p.place, p.bucket, p.is_total, p.kind, p.size, p.p50, p.p95, s.seconds as saved
              from percentile p
              left join time_saved s
                on s.place = p.place and s.bucket is not distinct from p.bucket and s.is_total = p.is_total and p.kind = 'RETRY'
            """.replace("P50", percentile(0.5)).replace("P95", percentile(0.95));

    private enum Kind {
        WHOLE,
        RETRY,
        RECOVERY
    }

    /** The figures of one group and bucket. */
    static final class Lengths {

        static final Lengths NONE = new Lengths();

        private final Map<Kind, Percentiles> percentiles = new EnumMap<>(Kind.class);
        private @Nullable Duration saved;

        @Nullable
        Percentiles whole() {
            return percentiles.get(Kind.WHOLE);
        }

        @Nullable
        Percentiles retry() {
            return percentiles.get(Kind.RETRY);
        }

        @Nullable
        Percentiles recovery() {
            return percentiles.get(Kind.RECOVERY);
        }

        @Nullable
        Duration saved() {
            return saved;
        }

        private void add(ResultSet row) throws SQLException {
            percentiles.put(Kind.valueOf(row.getString("kind")), Percentiles.of(row));
            Double seconds = row.getObject("saved", Double.class);
            if (seconds != null) {
                saved = Duration.ofMillis(Math.round(seconds * 1000));
            }
        }
    }

    /** A shown group, in a bucket, or as a whole. */
    record Key(int place, @Nullable Instant bucket) {}

    private final JdbcClient jdbc;

    RetryDurations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<Key, Lengths> of(ReportScope scope, RetrySource source, List<Shown> shown) {
        Map<Key, Lengths> found = new HashMap<>();
        jdbc.sql(scope.applied(FIND.replace("SOURCE", source.lengths()).replace("BUCKET", source.bucket("at"))))
                .params(scope.parameters())
                .param("places", shown.stream().map(Shown::place).toArray(Integer[]::new))
                .param("series", shown.stream().map(Shown::series).toArray(Long[]::new))
                .query(row -> {
                    OffsetDateTime bucket = row.getObject("bucket", OffsetDateTime.class);
                    if (row.getBoolean("is_total") || bucket != null) {
                        Key key = new Key(
                                row.getInt("place"),
                                row.getBoolean("is_total") || bucket == null ? null : bucket.toInstant());
                        found.computeIfAbsent(key, absent -> new Lengths()).add(row);
                    }
                });
        return found;
    }

    private static String percentile(double part) {
        return """
                cast(min(seconds) filter (where upto > floor(%1$s * (size - 1)))
                     + (min(seconds) filter (where upto > ceil(%1$s * (size - 1))) - min(seconds) filter (where upto > floor(%1$s * (size - 1))))
                       * (%1$s * (max(size) - 1) - floor(%1$s * (max(size) - 1))) as float8)
                """.formatted(part);
    }
}
