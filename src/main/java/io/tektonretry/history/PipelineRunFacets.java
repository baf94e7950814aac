package io.tektonretry.history;

import io.tektonretry.history.database.ListWalk;
import io.tektonretry.history.database.NativeQueries;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many runs of a list have which values, the most frequent first.
 *
 * @param statuses statuses of the runs
 * @param pipelines names of their Pipelines
 * @param namespaces their namespaces
 * @param reasons Tekton's reasons
 * @param isExact whether all runs of the list were counted
 */
public record PipelineRunFacets(
        List<Value> statuses, List<Value> pipelines, List<Value> namespaces, List<Value> reasons, boolean isExact) {

    /** The counted columns of {@code r}. */
    static final String COLUMNS = "r.status, r.pipeline_name, r.namespace, r.reason";

    private static final String COUNT = """
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

    /** The facets of an empty list. */
    public static final PipelineRunFacets NONE = of(List.of(), 0, true);

    private enum Facet {
        STATUS,
        PIPELINE,
        NAMESPACE,
        REASON
    }

    /**
     * A value and its number of runs.
     *
     * @param count number of runs
     * @param atLeast whether there may be more
     */
    public record Value(String value, int count, boolean atLeast) {}

    public PipelineRunFacets {
        statuses = List.copyOf(statuses);
        pipelines = List.copyOf(pipelines);
        namespaces = List.copyOf(namespaces);
        reasons = List.copyOf(reasons);
    }

    /** Counts the values of these runs, the most frequent ones first. */
    static PipelineRunFacets of(NativeQueries queries, ListWalk.Sample runs, int mostRuns, int mostValues) {
        Map<String, Object> parameters = new HashMap<>(runs.parameters());
        parameters.put("values", mostValues);
        List<Object[]> rows = queries.find(
                COUNT.formatted(runs.sql()),
                (row, number) -> new Object[] {row.getString(1), row.getString(2), row.getInt(3), row.getLong(4)},
                parameters);
        return of(rows, mostRuns, runs.isWhole());
    }

    /** From rows of facet, value, number of runs, and number of all counted runs. */
    private static PipelineRunFacets of(List<Object[]> rows, int mostRuns, boolean isEveryRunSeen) {
        boolean isExact = isEveryRunSeen && rows.stream().allMatch(row -> ((Number) row[3]).intValue() <= mostRuns);
        Map<Facet, List<Value>> values = new EnumMap<>(Facet.class);
        for (Object[] row : rows) {
            values.computeIfAbsent(Facet.valueOf((String) row[0]), facet -> new ArrayList<>())
                    .add(new Value((String) row[1], ((Number) row[2]).intValue(), !isExact));
        }
        return new PipelineRunFacets(
                values.getOrDefault(Facet.STATUS, List.of()),
                values.getOrDefault(Facet.PIPELINE, List.of()),
                values.getOrDefault(Facet.NAMESPACE, List.of()),
                values.getOrDefault(Facet.REASON, List.of()),
                isExact);
    }
}
