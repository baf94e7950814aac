package io.tektonretry.graphql;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.filter.PipelineRunFilterInput;
import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunFacets;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunList;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.database.BoundedCount;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Answers the queries for runs. */
@Controller
final class PipelineRunQueries {

    private static final int MOST_COUNTED = 10_000;
    private static final int MOST_VALUES = 50;

    private final VisibleRuns visible;
    private final PipelineRunList runs;

    PipelineRunQueries(VisibleRuns visible, PipelineRunList runs) {
        this.visible = visible;
        this.runs = runs;
    }

    @QueryMapping
    Optional<PipelineRunRecord> pipelineRun(@Argument String namespace, @Argument String name) {
        return visible.findNewest(namespace, name);
    }

    @QueryMapping
    Connection<PipelineRunRecord> pipelineRuns(
            @Arguments PageArguments page, @Argument @Nullable PipelineRunFilterInput filter) {
        return visible.visible(filter == null ? PipelineRunFilter.ALL : filter.filter())
                .map(shown ->
                        Connection.of(runs, shown, PipelineRunRecord::position, page, upTo -> runs.count(shown, upTo)))
                .orElseGet(() -> Connection.empty(page));
    }

    @QueryMapping
    PipelineRunFacets pipelineRunFacets(@Argument @Nullable PipelineRunFilterInput filter) {
        return visible.visible(filter == null ? PipelineRunFilter.ALL : filter.filter())
                .map(shown -> runs.facets(shown, MOST_COUNTED, MOST_VALUES))
                .orElse(PipelineRunFacets.NONE);
    }

    @SchemaMapping(typeName = "PipelineRunConnection")
    BoundedCount totalCount(Connection<PipelineRunRecord> connection, @Argument int upTo) {
        if (upTo < 1 || upTo > MOST_COUNTED) {
            throw new InvalidInputException("`upTo` is %d; it must be between 1 and %d.".formatted(upTo, MOST_COUNTED));
        }
        return connection.counter().apply(upTo);
    }
}
