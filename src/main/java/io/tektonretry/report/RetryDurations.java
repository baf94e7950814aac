package io.tektonretry.report;

import io.tektonretry.report.RetrySource.Shown;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Percentiles of durations, and the time that they say was saved, of the shown groups of a retry report. */
@Repository
class RetryDurations {

    static final String WHOLE = "WHOLE";
    static final String RETRY = "RETRY";
    static final String RECOVERY = "RECOVERY";

    /** Those of {@link #WHOLE} that succeeded. */
    static final String SUCCEEDED = "SUCCEEDED";

    private static final String FIND = "with SOURCE select place, series_id, bucket, kind, seconds, counts from length";

    /** So that not all durations are in memory at once. */
    private static final int ROWS = 1_000;

    /** The figures of one group and bucket. */
    static final class Lengths {

        static final Lengths NONE = new Lengths();

        private final Map<String, Histogram> histograms = new HashMap<>();
        private @Nullable Double savedSeconds;

        @Nullable
        Percentiles whole() {
            return percentiles(WHOLE);
        }

        @Nullable
        Percentiles retry() {
            return percentiles(RETRY);
        }

        @Nullable
        Percentiles recovery() {
            return percentiles(RECOVERY);
        }

        @Nullable
        Duration saved() {
            return savedSeconds == null ? null : Duration.ofMillis(Math.round(savedSeconds * 1000));
        }

        private @Nullable Percentiles percentiles(String kind) {
            Histogram histogram = histograms.get(kind);
            return histogram == null ? null : histogram.percentiles();
        }

        private Histogram histogram(String kind) {
            return histograms.computeIfAbsent(kind, absent -> new Histogram());
        }

        private void save(double seconds) {
            savedSeconds = (savedSeconds == null ? 0 : savedSeconds) + seconds;
        }
    }

    /** A shown group, in a bucket, or as a whole. */
    record Key(int place, @Nullable Instant bucket) {}

    /** The durations of a series in a group and bucket. */
    private record SeriesKey(Key key, long series) {}

    private final JdbcClient jdbc;

    RetryDurations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    public Map<Key, Lengths> of(ReportScope scope, RetrySource source, List<Shown> shown, Set<String> kinds) {
        Collected collected = new Collected();
        jdbc.sql(scope.applied(FIND.replace("SOURCE", source.lengths())))
                .withFetchSize(ROWS)
                .params(scope.parameters())
                .param("places", shown.stream().map(Shown::place).toArray(Integer[]::new))
                .param("series", shown.stream().map(Shown::series).toArray(Long[]::new))
                .param("kinds", kinds.toArray(String[]::new))
                .query(collected::add);
        collected.compare();
        return collected.lengths;
    }

    /** The durations of one report. */
    private static final class Collected {

        private final Map<Key, Lengths> lengths = new HashMap<>();
        private final Map<Long, Histogram> succeeded = new HashMap<>();
        private final Map<SeriesKey, Histogram> retries = new HashMap<>();

        private void add(ResultSet row) throws SQLException {
            String kind = row.getString("kind");
            long series = row.getLong("series_id");
            Integer[] seconds = (Integer[]) row.getArray("seconds").getArray();
            Integer[] counts = (Integer[]) row.getArray("counts").getArray();
            if (kind.equals(SUCCEEDED)) {
                succeeded.computeIfAbsent(series, absent -> new Histogram()).add(seconds, counts);
                return;
            }
            for (Key key : keys(row)) {
                of(key).histogram(kind).add(seconds, counts);
                if (kind.equals(RETRY)) {
                    retries.computeIfAbsent(new SeriesKey(key, series), absent -> new Histogram())
                            .add(seconds, counts);
                }
            }
        }

        private Lengths of(Key key) {
            return lengths.computeIfAbsent(key, absent -> new Lengths());
        }

        private static List<Key> keys(ResultSet row) throws SQLException {
            int place = row.getInt("place");
            OffsetDateTime bucket = row.getObject("bucket", OffsetDateTime.class);
            Key whole = new Key(place, null);
            return bucket == null ? List.of(whole) : List.of(whole, new Key(place, bucket.toInstant()));
        }

        /** Runs of a Pipeline and a repository are expected to take as long as the median of those that succeeded. */
        private void compare() {
            Map<Long, Double> expected = new HashMap<>();
            succeeded.forEach((series, histogram) -> expected.put(series, histogram.percentile(0.5)));
            retries.forEach((key, histogram) -> {
                Double seconds = expected.get(key.series());
                if (seconds != null) {
                    of(key.key()).save(histogram.lack(seconds));
                }
            });
        }
    }
}
