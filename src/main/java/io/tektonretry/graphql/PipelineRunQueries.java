package io.tektonretry.graphql;

import io.tektonretry.history.BoundedCount;
import io.tektonretry.history.ListPosition;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.PipelineRunPage;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import java.util.List;
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

    private final VisibleRuns visible;
    private final PipelineRunRecords runs;

    PipelineRunQueries(VisibleRuns visible, PipelineRunRecords runs) {
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
        int size = page.size();
        String cursor = page.cursor();
        ListPosition position = cursor == null ? null : ListCursor.decode(cursor);
        return visible.visible(filter == null ? PipelineRunFilter.ALL : filter.filter())
                .map(found -> page.isBackward() ? before(found, position, size) : after(found, position, size))
                .orElseGet(PipelineRunQueries::nothing);
    }

    @SchemaMapping(typeName = "PipelineRunConnection")
    BoundedCount totalCount(Connection<PipelineRunRecord> connection, @Argument int upTo) {
        if (upTo < 1 || upTo > MOST_COUNTED) {
            throw new InvalidInputException("`upTo` is %d; it goes from 1 to %d.".formatted(upTo, MOST_COUNTED));
        }
        return connection.counter().apply(upTo);
    }

    private Connection<PipelineRunRecord> after(PipelineRunFilter filter, @Nullable ListPosition position, int size) {
        PipelineRunPage page = runs.after(filter, position, size);
        return connection(filter, page, page.hasMore(), position != null);
    }

    private Connection<PipelineRunRecord> before(PipelineRunFilter filter, @Nullable ListPosition position, int size) {
        PipelineRunPage page = runs.before(filter, position, size);
        return connection(filter, page, position != null, page.hasMore());
    }

    private Connection<PipelineRunRecord> connection(
            PipelineRunFilter filter, PipelineRunPage page, boolean hasNextPage, boolean hasPreviousPage) {
        return Connection.of(
                page.runs(),
                run -> ListCursor.encode(run.position()),
                hasNextPage,
                hasPreviousPage,
                upTo -> runs.count(filter, upTo));
    }

    private static Connection<PipelineRunRecord> nothing() {
        return Connection.of(List.of(), run -> "", false, false, upTo -> new BoundedCount(0, true));
    }
}
