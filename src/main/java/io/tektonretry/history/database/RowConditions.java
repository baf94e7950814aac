package io.tektonretry.history.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Conditions on rows {@code r} of a list in SQL, sorted by how rows are found. An index starts with the keys, in the
 * order in which they are added, and has the rows in list order for each combination of their values (a branch). It
 * also covers some other conditions. The rest is tested on each row. For some conditions, another index has all
 * matching rows, in no order.
 */
public final class RowConditions {

    /** More branches would cost more than reading rows that do not match. */
    private static final int MOST_BRANCHES = 1_000;

    private final List<String> branches = new ArrayList<>();
    private final List<String> values = new ArrayList<>();
    private int branchCount = 1;
    private final List<String> keys = new ArrayList<>();
    private final List<String> ofBranch = new ArrayList<>();
    private final List<String> ofAnyBranch = new ArrayList<>();
    private final List<String> covered = new ArrayList<>(List.of("true"));
    private final List<String> rest = new ArrayList<>();
    private final List<String> sets = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();

    /**
     * The column, a key, has one of these texts; an empty list does not restrict. Each of several values is a branch,
     * unless there would be too many.
     */
    public void branch(String column, String parameter, List<String> any) {
        if (any.isEmpty()) {
            return;
        }
        if (!canBranch(any.size())) {
            anyOf(column, parameter, any);
            return;
        }
        String[] distinct = any.stream().distinct().toArray(String[]::new);
        if (distinct.length == 1) {
            key(column, "text", parameter, distinct[0]);
            return;
        }
        branches.add("unnest(cast(:%1$s as text[])) as %1$s (value)".formatted(parameter));
        values.add(parameter);
        branchCount *= distinct.length;
        key(column, "branch." + parameter);
        ofAnyBranch.add("r.%s = any(:%s)".formatted(column, parameter));
        parameters.put(parameter, distinct);
    }

    /** Whether branches for so many more combinations of values are not too many. */
    public boolean canBranch(long more) {
        return branchCount * more <= MOST_BRANCHES;
    }

    /** The column, a key, has this value of an SQL type. */
    public void key(String column, String type, String parameter, Object value) {
        String cast = "cast(:%s as %s)".formatted(parameter, type);
        key(column, cast);
        ofAnyBranch.add("r.%s = %s".formatted(column, cast));
        parameters.put(parameter, value);
    }

    /**
     * An array of one value, not an equality: PostgreSQL then does not drop the column from the order, for which it
     * could use an index without the column.
     */
    private void key(String column, String value) {
        keys.add(column);
        ofBranch.add("r.%s = any(array[%s])".formatted(column, value));
    }

    /** A condition that the index covers. */
    public void covered(String condition, String parameter, Object value) {
        covered.add(condition);
        parameters.put(parameter, value);
    }

    /** A condition without parameters that the index covers. */
    public void covered(String condition) {
        covered.add(condition);
    }

    /** A condition to test on each row. */
    public void rest(String condition, String parameter, Object value) {
        rest.add(condition);
        parameters.put(parameter, value);
    }

    /** A condition to test on each row, whose parameters are added apart. */
    public void rest(String condition) {
        rest.add(condition);
    }

    /** The column has one of these values, which is tested on each row; an empty list does not restrict. */
    public void anyOf(String column, String parameter, List<String> any) {
        if (!any.isEmpty()) {
            rest("r.%s = any(:%s)".formatted(column, parameter), parameter, any.toArray(String[]::new));
        }
    }

    /** A query by another index for all rows {@code r} that match some of these conditions. */
    public void set(String rows) {
        sets.add(rows);
    }

    /** A parameter that conditions name. */
    public void parameter(String name, Object value) {
        parameters.put(name, value);
    }

    /** Number of branches; 1 if there are none. */
    public int branchCount() {
        return branchCount;
    }

    /** The branches, as a {@code from} item; an index scan starts from each. */
    String branches() {
        return branches.isEmpty()
                ? "(select 1) as branch (one)"
                : "(select %s from %s) as branch"
                        .formatted(
                                values.stream()
                                        .map(value -> "%1$s.value as %1$s".formatted(value))
                                        .collect(Collectors.joining(", ")),
                                String.join(" cross join ", branches));
    }

    /** The columns of the branches. */
    String values() {
        return String.join(", ", values);
    }

    boolean isBranched() {
        return !branches.isEmpty();
    }

    List<String> keys() {
        return keys;
    }

    /** The conditions of the index for a branch. */
    String ofBranch() {
        return joined(List.of(covered, ofBranch));
    }

    /** All conditions. */
    String all() {
        return joined(List.of(covered, ofAnyBranch, rest));
    }

    /** Whether there are conditions that the index in list order does not cover. */
    boolean hasRest() {
        return !rest.isEmpty();
    }

    String rest() {
        return String.join(" and ", rest);
    }

    /** Queries for rows that have all matching ones. */
    List<String> sets() {
        return sets;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private static String joined(List<List<String>> conditions) {
        return conditions.stream().flatMap(List::stream).collect(Collectors.joining(" and "));
    }
}
