package io.tektonretry.history;

import java.util.ArrayList;
import java.util.EnumMap;
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

    /** From rows of facet, value, number of runs, and number of all counted runs. */
    static PipelineRunFacets of(List<Object[]> rows, int mostRuns, boolean isEveryRunSeen) {
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
