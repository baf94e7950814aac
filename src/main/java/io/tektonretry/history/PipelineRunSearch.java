package io.tektonretry.history;

import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Searches PipelineRuns in list order, within a limit of runs to read: one index scan per branch, whose runs all match
 * if the filter only has conditions of the index. If the first runs of the scans are not enough, an index of another
 * order is tried, provided that it has few enough runs.
 */
final class PipelineRunSearch {

    /** Number of runs to read before another index is tried. */
    private static final int AT_FIRST = 2_000;

    /** Maximum number of runs to read from an index of another order. */
    private static final int MOST_OF_A_SET = 10_000;

    private static final String PLAIN = """
            select %1$s from pipeline_run r where %2$s order by %3$s limit %4$d
            """;

    /** Reads the columns only of the runs that are shown. */
    private static final String BY_KEYS = """
            select %1$s from (%2$s) k
             cross join lateral (select * from pipeline_run where uid = k.uid offset 0) r
             order by %3$s
            """;

    private static final String WALK = """
            select k.created_at, k.uid
              from %1$s
             cross join lateral (%2$s) k
             order by %3$s limit %4$d
            """;

    /** Without an order, the scans end as soon as there are enough runs. */
    private static final String SOME = """
            select k.uid
              from %1$s
             cross join lateral (%2$s) k
             limit %3$d
            """;

    /** Without the inner limit, nothing would bound the scan. */
    private static final String LOOKING = """
            select r.created_at, r.uid
              from (select * from pipeline_run r where %1$s order by %2$s limit %3$d) r
             where %4$s
             order by %2$s limit %5$d
            """;

    private static final String SET = """
            select r.created_at, r.uid
              from (select * from pipeline_run r where %1$s offset 0) r
             cross join %2$s
             where %3$s and %4$s
             order by %5$s limit %6$d
            """;

    private static final String FIRST_UNSEEN = """
            select k.created_at
              from %1$s
             cross join lateral (select r.created_at, r.uid from pipeline_run r where %2$s order by %3$s offset %4$d limit 1) k
             order by %5$s limit 1
            """;

    private static final String FACETS = """
            with found as materialized (%s)
            select facet, value, runs, (select count(*) from found) as of_all
              from (select facet, value, runs, row_number() over (partition by facet order by runs desc, value) as place
                      from (select v.facet, v.value, cast(count(*) as int) as runs
                              from found f
                             cross join lateral (values
                                   ('STATUS', f.status), ('PIPELINE', f.pipeline_name), ('NAMESPACE', f.namespace),
                                   ('REASON', f.reason)) as v (facet, value)
                             group by 1, 2) counted) placed
             where place <= :values and value is not null
             order by facet, place
            """;

    private final NativeQueries queries;
    private final RunConditions conditions;
    private final boolean isNewestFirst;
    private final int limit;
    private final int most;
    private boolean isOfASet;

    /** Whether the scans share what they may read, as they do for counts: the runs of a page come from all of them. */
    private boolean isShared;

    private PipelineRunSearch(
            NativeQueries queries, RunConditions conditions, boolean isNewestFirst, int limit, int most) {
        this.queries = queries;
        this.conditions = conditions;
        this.isNewestFirst = isNewestFirst;
        this.limit = limit;
        this.most = most;
    }

    /** Newest first, from the position. */
    static PipelineRunSearch older(
            NativeQueries queries, PipelineRunFilter filter, @Nullable ListPosition from, int limit, int most) {
        return new PipelineRunSearch(queries, new RunConditions(filter).from("<", from), true, limit, most);
    }

    /** Oldest first, from the position. */
    static PipelineRunSearch newer(
            NativeQueries queries, PipelineRunFilter filter, @Nullable ListPosition from, int limit, int most) {
        return new PipelineRunSearch(queries, new RunConditions(filter).from(">", from), false, limit, most);
    }

    /**
     * The matching runs.
     *
     * @throws SparseFilterException when there may be more than those found
     */
    List<PipelineRunRecord> runs() {
        if (!conditions.hasRest()) {
            return runs(conditions.isBranched() ? byKeys("r.*", walk(0)) : plain("r.*", limit));
        }
        if (!conditions.sets().isEmpty()) {
            int atFirst = Math.min(AT_FIRST, most);
            List<PipelineRunRecord> found = runs(byKeys("r.*", walk(atFirst)));
            if (isWhole(found, atFirst)) {
                return found;
            }
            String set = smallSet();
            if (set != null) {
                return runs(byKeys("r.*", set(set)));
            }
        }
        List<PipelineRunRecord> found = runs(byKeys("r.*", walk(most)));
        if (!isWhole(found, most)) {
            throw new SparseFilterException(most);
        }
        return found;
    }

    /** Number of matching runs, up to the limit. */
    BoundedCount count() {
        int found = found();
        return new BoundedCount(Math.min(found, limit - 1), found < limit && isEveryRunSeen());
    }

    private int found() {
        isShared = true;
        boolean isAnyOrder = !conditions.hasRest() && conditions.isBranched();
        String runs =
                isAnyOrder ? SOME.formatted(conditions.branches(), plain("r.created_at, r.uid", limit), limit) : keys();
        return count("select count(*) from (" + runs + ") k");
    }

    /**
     * Counts the values of some columns, the most frequent ones first. If there are too many runs in several branches,
     * each branch contributes as many of its newest runs.
     */
    PipelineRunFacets facets(int mostValues) {
        boolean isSample = !conditions.hasRest() && conditions.branchCount() > 1 && found() >= limit;
        isShared = conditions.hasRest() || isSample;
        String found = byKeys(PipelineRunFacets.COLUMNS, keys());
        conditions.parameters().put("values", mostValues);
        List<Object[]> rows = queries.find(FACETS.formatted(found), Object[].class, conditions.parameters());
        conditions.parameters().remove("values");
        return PipelineRunFacets.of(rows, limit - 1, !isSample && isEveryRunSeen());
    }

    /** The keys of the matching runs, among all runs that may be read. */
    private String keys() {
        String set = conditions.hasRest() ? smallSet() : null;
        isOfASet = set != null;
        return set == null ? walk(conditions.hasRest() ? most : 0) : set(set);
    }

    private boolean isEveryRunSeen() {
        return isOfASet || !conditions.hasRest() || firstUnseen(most) == null;
    }

    /** Whether no unread run comes before the found ones. */
    private boolean isWhole(List<PipelineRunRecord> found, int looked) {
        boolean isFull = found.size() >= limit;
        if (isFull && conditions.branchCount() == 1) {
            return true;
        }
        Instant unseen = firstUnseen(looked);
        if (unseen == null) {
            return true;
        }
        Instant last = isFull ? found.get(found.size() - 1).createdAt() : null;
        return last != null && (isNewestFirst ? unseen.isBefore(last) : unseen.isAfter(last));
    }

    private @Nullable Instant firstUnseen(int looked) {
        String sql = FIRST_UNSEEN.formatted(
                conditions.branches(), conditions.driver(), order("r"), perBranch(looked), order("k"));
        List<Instant> unseen = queries.find(sql, Instant.class, conditions.parameters());
        return unseen.isEmpty() ? null : unseen.get(0);
    }

    private @Nullable String smallSet() {
        for (String set : conditions.sets()) {
            String sql = "select count(*) from (select 1 from pipeline_run r where %s limit %d) k"
                    .formatted(set, mostOfASet() + 1);
            if (count(sql) <= mostOfASet()) {
                return set;
            }
        }
        return null;
    }

    private int mostOfASet() {
        return Math.min(MOST_OF_A_SET, most);
    }

    private String set(String set) {
        return SET.formatted(set, conditions.branches(), conditions.driver(), conditions.rest(), order("r"), limit);
    }

    private String plain(String columns, int most) {
        return PLAIN.formatted(columns, conditions.driver(), order("r"), most);
    }

    private String byKeys(String columns, String keys) {
        return BY_KEYS.formatted(columns, keys, order("r"));
    }

    /** Reads up to this many runs to find matching ones. */
    private String walk(int looked) {
        String walk = conditions.hasRest()
                ? LOOKING.formatted(conditions.driver(), order("r"), perBranch(looked), conditions.rest(), limit)
                : plain("r.created_at, r.uid", isShared ? perBranch(limit) : limit);
        return WALK.formatted(conditions.branches(), walk, order("k"), limit);
    }

    private int perBranch(int looked) {
        int share = looked / conditions.branchCount();
        return isShared ? Math.max(1, share) : Math.max(Math.min(limit, looked), share);
    }

    private String order(String alias) {
        return "%1$s.created_at %2$s, %1$s.uid %2$s".formatted(alias, isNewestFirst ? "desc" : "asc");
    }

    private int count(String sql) {
        return queries.find(sql, Long.class, conditions.parameters()).get(0).intValue();
    }

    private List<PipelineRunRecord> runs(String sql) {
        return queries.find(sql, PipelineRunRecord.class, conditions.parameters());
    }
}
