package io.tektonretry.history;

import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.Page;
import io.tektonretry.history.database.TimeOrdered;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Lists, counts and classifies the recorded PipelineRuns that match a filter. */
@Repository
@Transactional(readOnly = true)
public class PipelineRunList implements TimeOrdered<PipelineRunFilter, PipelineRunRecord> {

    private final NativeQueries queries;
    private final int most;

    PipelineRunList(NativeQueries queries, HistoryProperties properties) {
        this.queries = queries;
        this.most = properties.runsLookedAt();
    }

    @Override
    public Page<PipelineRunRecord> after(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        return Page.newestFirst(
                PipelineRunSearch.older(queries, filter, position, limit + 1, most)
                        .runs(),
                limit);
    }

    @Override
    public Page<PipelineRunRecord> before(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        return Page.oldestFirst(
                PipelineRunSearch.newer(queries, filter, position, limit + 1, most)
                        .runs(),
                limit);
    }

    /** Counts the matching runs, up to a bound. */
    public BoundedCount count(PipelineRunFilter filter, int upTo) {
        return PipelineRunSearch.older(queries, filter, null, upTo + 1, most).count();
    }

    /** Counts values among the newest matching runs. */
    public PipelineRunFacets facets(PipelineRunFilter filter, int mostRuns, int mostValues) {
        return PipelineRunSearch.older(queries, filter, null, mostRuns + 1, most)
                .facets(mostValues);
    }

    /** The namespaces of recorded runs. */
    public List<String> namespaces() {
        return queries.find(RecordedNamespaces.of("pipeline_run"), String.class, Map.of());
    }
}
