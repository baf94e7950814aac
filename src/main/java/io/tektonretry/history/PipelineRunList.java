package io.tektonretry.history;

import io.tektonretry.history.database.BoundedCount;
import io.tektonretry.history.database.ListPosition;
import io.tektonretry.history.database.TimeOrdered;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.ScrollPosition.Direction;
import org.springframework.data.domain.Window;
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
    public Window<PipelineRunRecord> after(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        PipelineRunSearch older = PipelineRunSearch.older(queries, filter, position, limit + 1, most);
        return window(older.runs(), limit, Direction.FORWARD);
    }

    @Override
    public Window<PipelineRunRecord> before(PipelineRunFilter filter, @Nullable ListPosition position, int limit) {
        PipelineRunSearch newer = PipelineRunSearch.newer(queries, filter, position, limit + 1, most);
        return window(newer.runs(), limit, Direction.BACKWARD);
    }

    /** From runs that were read in this direction, up to one more than the limit. */
    private static Window<PipelineRunRecord> window(List<PipelineRunRecord> read, int limit, Direction direction) {
        List<PipelineRunRecord> runs = new ArrayList<>(read.subList(0, Math.min(read.size(), limit)));
        if (direction == Direction.BACKWARD) {
            Collections.reverse(runs);
        }
        return Window.from(runs, number -> scrollPosition(runs.get(number), direction), read.size() > limit);
    }

    private static ScrollPosition scrollPosition(PipelineRunRecord run, Direction direction) {
        return ScrollPosition.of(Map.of("createdAt", run.createdAt(), "uid", run.uid()), direction);
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
