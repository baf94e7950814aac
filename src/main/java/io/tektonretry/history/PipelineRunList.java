package io.tektonretry.history;

import io.tektonretry.history.database.ListWalk;
import io.tektonretry.history.database.ListedTable;
import io.tektonretry.history.database.NativeQueries;
import io.tektonretry.history.database.RowConditions;
import io.tektonretry.history.database.TimeOrderedTable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.stereotype.Repository;

/** Lists, counts and classifies the recorded PipelineRuns that match a filter. */
@Repository
public class PipelineRunList extends TimeOrderedTable<PipelineRunFilter, PipelineRunRecord, PipelineRunRecord> {

    private static final ListedTable<PipelineRunRecord> RUNS = new ListedTable<>(
            "pipeline_run",
            "runs",
            "created_at",
            "uid",
            (row, number) -> PipelineRunRecord.read(row),
            PipelineRunRecord::createdAt,
            "a narrower `createdAt` with `from`, or another condition that an index finds: `namespaces`, "
                    + "`pipelineNames`, `statuses`, `source`, a label with `values`, `finishedAt` with `from`, or "
                    + "`retriedBy`");

    private final NativeQueries queries;

    PipelineRunList(NativeQueries queries, HistoryProperties properties) {
        super(queries, RUNS, Function.identity(), properties.runsLookedAt());
        this.queries = queries;
    }

    @Override
    protected RowConditions conditions(PipelineRunFilter filter) {
        return RunConditions.of(filter);
    }

    /** Counts values among the newest matching runs. */
    public PipelineRunFacets facets(PipelineRunFilter filter, int mostRuns, int mostValues) {
        ListWalk.Sample runs = sample(filter, PipelineRunFacets.COLUMNS, mostRuns);
        return PipelineRunFacets.of(queries, runs, mostRuns, mostValues);
    }

    /** The namespaces of recorded runs. */
    public List<String> namespaces() {
        return queries.find(RecordedNamespaces.of("pipeline_run"), (row, number) -> row.getString(1), Map.of());
    }
}
