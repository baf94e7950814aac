package io.tektonretry.history.database;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a table in list order, within a limit of rows to read: one index scan per branch, whose rows all match
 * if the filter only has conditions of the index. If the first rows of the scans are not enough, an index of another
 * order is tried, provided that it has few enough rows.
 *
 * @param <R> row
 */
public final class ListWalk<R> {

    /** Number of rows to read at first: of several branches, or before another index is tried. */
    private static final int AT_FIRST = 2_000;

    /** By which factor more rows are read if those were not enough. */
    private static final int FURTHER = 5;

    /** Maximum number of rows to read from an index of another order. */
    private static final int MOST_OF_A_SET = 10_000;

    /** A branch has so many times its share of a page read at first. */
    private static final int SHARES = 2;

    /**
     * The keys of the index are in the order, so that no other index has it. PostgreSQL does not know the limit, so that
     * it does not expect too few rows and sorts all of them.
     */
    private static final String PLAIN = """
            select %2$s from %1$s r where %3$s order by %4$s limit (select %5$d)
            """;

    /** Reads the columns only of the rows that are shown. */
    private static final String BY_KEYS = """
            select %3$s from (%4$s) k
             cross join lateral (select * from %1$s where %2$s = k.id offset 0) r
             order by %5$s
            """;

    private static final String WALK = """
            select k.at, k.id
              from %1$s
             cross join lateral (%2$s) k
             order by %3$s limit %4$d
            """;

    /** Only branches whose first rows may all belong to the page are read further. */
    private static final String MERGE = """
            with head as materialized (
                   select branch.*, k.at, k.id
                     from %1$s
                    cross join lateral (%2$s) k)
            select k.at, k.id
              from (select at, id from head
                     union all
                    select k.at, k.id
                      from (select %3$s, %4$s(at) as at from head
                             group by %3$s
                            having count(*) = %5$d and not coalesce(
                                   %4$s(at) %6$s (select k.at from head k order by %7$s offset %8$d - 1 limit 1), false)
                           ) branch
                     cross join lateral (%9$s offset (select %5$d)) k) k
             order by %7$s limit %8$d
            """;

    /** Without an order, the scans end as soon as there are enough rows. */
    private static final String SOME = """
            select k.id
              from %1$s
             cross join lateral (%2$s) k
             limit %3$d
            """;

    /** Without the inner limit, nothing would bound the scan. */
    private static final String LOOKING = """
            select %2$s
              from (select * from %1$s r where %3$s order by %4$s limit (select %5$d)) r
             where %6$s
             order by %4$s limit %7$d
            """;

    private static final String SET = """
            select %2$s
              from (%1$s limit (select %3$d)) r
             where %4$s
             order by %5$s limit %6$d
            """;

    private static final String FIRST_UNSEEN = """
            select k.at
              from %1$s
             cross join lateral (%2$s offset (select %4$d)) k
             order by %3$s limit 1
            """;

    private final NativeQueries queries;
    private final ListedTable<R> table;
    private final RowConditions conditions;
    private final boolean isNewestFirst;
    private final int limit;
    private final int most;

    private ListWalk(
            NativeQueries queries,
            ListedTable<R> table,
            RowConditions conditions,
            boolean isNewestFirst,
            int limit,
            int most) {
        this.queries = queries;
        this.table = table;
        this.conditions = conditions;
        this.isNewestFirst = isNewestFirst;
        this.limit = limit;
        this.most = most;
    }

    /** From the position on towards older rows, if {@code isNewestFirst}, or towards newer ones. */
    static <R> ListWalk<R> from(
            @Nullable ListPosition position,
            boolean isNewestFirst,
            NativeQueries queries,
            ListedTable<R> table,
            RowConditions conditions,
            int limit,
            int most) {
        if (position != null) {
            conditions.covered(
                    "(r.%s, r.%s) %s (:positionAt, :positionId)"
                            .formatted(table.time(), table.id(), isNewestFirst ? "<" : ">"),
                    "positionAt",
                    position.at());
            conditions.parameter("positionId", position.id());
        }
        return new ListWalk<>(queries, table, conditions, isNewestFirst, limit, most);
    }

    /**
     * The matching rows.
     *
     * @throws SparseFilterException when there may be more than those found
     */
    List<R> rows() {
        if (!conditions.hasRest()) {
            return rows(conditions.isBranched() ? byKeys("r.*", merged()) : plain("r.*", limit));
        }
        boolean isGradual = conditions.branchCount() > 1 || !conditions.sets().isEmpty();
        if (isGradual) {
            List<R> found = gradually();
            if (found != null) {
                return found;
            }
        }
        List<R> found = look(Math.max(Math.min(limit, most), share(most)));
        if (found == null) {
            throw new SparseFilterException(table, most);
        }
        return found;
    }

    /** Looks at a few rows, at those of a small set, or at more of each branch; null if those are not enough. */
    private @Nullable List<R> gradually() {
        List<R> found = look(share(Math.min(AT_FIRST, most)));
        String set = found == null ? smallSet() : null;
        if (set != null) {
            return rows(byKeys("r.*", set(set)));
        }
        for (int looked = AT_FIRST * FURTHER;
                found == null && conditions.branchCount() > 1 && looked < most;
                looked *= FURTHER) {
            found = look(share(looked));
        }
        return found;
    }

    /** The matching rows among so many of each branch; null if rows that were not looked at may come before them. */
    private @Nullable List<R> look(int perBranch) {
        List<R> found = rows(byKeys("r.*", walk(perBranch)));
        boolean isFull = found.size() >= limit;
        if (isFull && conditions.branchCount() == 1) {
            return found;
        }
        Instant unseen = firstUnseen(perBranch);
        if (unseen == null) {
            return found;
        }
        Instant last = isFull ? table.timeOf().apply(found.get(found.size() - 1)) : null;
        boolean isWhole = last != null && (isNewestFirst ? unseen.isBefore(last) : unseen.isAfter(last));
        return isWhole ? found : null;
    }

    /** Number of matching rows, up to the limit. */
    BoundedCount count() {
        String set = conditions.hasRest() ? smallSet() : null;
        int found = count("select count(*) from (" + (set == null ? someKeys() : set(set)) + ") k");
        return new BoundedCount(Math.min(found, limit - 1), found < limit && (set != null || isEveryRowSeen()));
    }

    private String someKeys() {
        if (conditions.hasRest()) {
            return walk(share(most));
        }
        return conditions.isBranched()
                ? SOME.formatted(conditions.branches(), plainKeys(limit), limit)
                : plainKeys(limit);
    }

    /**
     * Columns of the newest matching rows, up to the limit. If there are too many in several branches, each branch
     * contributes as many of its newest rows.
     */
    Sample sample(String columns) {
        boolean isOfABranch = conditions.branchCount() == 1;
        boolean isEven = !conditions.hasRest() && !isOfABranch && !count().isExact();
        String set = conditions.hasRest() ? smallSet() : null;
        int perBranch = conditions.hasRest() ? share(most) : isEven ? share(limit) : limit;
        return new Sample(
                byKeys(columns, set == null ? walk(perBranch) : set(set)),
                conditions.parameters(),
                !isEven && (set != null || isEveryRowSeen()));
    }

    /**
     * A query for matching rows.
     *
     * @param isWhole whether no others match, if these are fewer than the limit
     */
    public record Sample(String sql, Map<String, Object> parameters, boolean isWhole) {}

    private boolean isEveryRowSeen() {
        return !conditions.hasRest() || firstUnseen(share(most)) == null;
    }

    private @Nullable Instant firstUnseen(int perBranch) {
        String sql = FIRST_UNSEEN.formatted(conditions.branches(), plainKeys(1), keyOrder(), perBranch);
        List<Instant> unseen = queries.find(sql, (row, number) -> Columns.instant(row, 1), conditions.parameters());
        return unseen.isEmpty() ? null : unseen.get(0);
    }

    private @Nullable String smallSet() {
        for (String set : conditions.sets()) {
            String sql = "select count(*) from (%s limit (select %d)) k".formatted(set, mostOfASet() + 1);
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
        return SET.formatted(set, keys(), mostOfASet(), conditions.all(), order(), limit);
    }

    private String plain(String columns, int rows) {
        return PLAIN.formatted(table.name(), columns, conditions.ofBranch(), indexOrder(), rows);
    }

    private String plainKeys(int rows) {
        return plain(keys(), rows);
    }

    private String byKeys(String columns, String keys) {
        return BY_KEYS.formatted(table.name(), table.id(), columns, keys, order());
    }

    /** Reads up to so many rows of each branch to find matching ones. */
    private String walk(int perBranch) {
        String walk = conditions.hasRest()
                ? LOOKING.formatted(
                        table.name(), keys(), conditions.ofBranch(), indexOrder(), perBranch, conditions.rest(), limit)
                : plainKeys(perBranch);
        return WALK.formatted(conditions.branches(), walk, keyOrder(), limit);
    }

    private String merged() {
        int atFirst = SHARES * share(limit);
        return atFirst >= limit
                ? walk(limit)
                : MERGE.formatted(
                        conditions.branches(),
                        plainKeys(atFirst),
                        conditions.values(),
                        isNewestFirst ? "min" : "max",
                        atFirst,
                        isNewestFirst ? "<" : ">",
                        keyOrder(),
                        limit,
                        plainKeys(limit));
    }

    private int share(int rows) {
        return Math.max(1, rows / conditions.branchCount());
    }

    private String keys() {
        return "r.%s as at, r.%s as id".formatted(table.time(), table.id());
    }

    private String indexOrder() {
        StringBuilder order = new StringBuilder();
        for (String key : conditions.keys()) {
            order.append("r.").append(key).append(isNewestFirst ? " asc, " : " desc, ");
        }
        return order.append(order()).toString();
    }

    private String order() {
        return "r.%2$s %1$s, r.%3$s %1$s".formatted(direction(), table.time(), table.id());
    }

    private String keyOrder() {
        return "k.at %1$s, k.id %1$s".formatted(direction());
    }

    private String direction() {
        return isNewestFirst ? "desc" : "asc";
    }

    private int count(String sql) {
        return queries.find(sql, (row, number) -> row.getInt(1), conditions.parameters())
                .get(0);
    }

    private List<R> rows(String sql) {
        return queries.find(sql, table.row(), conditions.parameters());
    }
}
