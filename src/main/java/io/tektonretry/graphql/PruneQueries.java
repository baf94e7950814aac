package io.tektonretry.graphql;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunFilter;
import io.tektonretry.history.document.StoredRun;
import io.tektonretry.history.document.StoredRuns;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Lists the runs that may be deleted from the cluster without loss. */
@Controller
final class PruneQueries {

    private static final UUID FIRST = new UUID(0, 0);

    private final StoredRuns runs;
    private final VisibleRuns visible;
    private final Clock clock;

    PruneQueries(StoredRuns runs, VisibleRuns visible, Clock clock) {
        this.clock = clock;
        this.runs = runs;
        this.visible = visible;
    }

    @QueryMapping
    List<StoredRun> safeToPrune(
            @Argument String namespace,
            @Argument @Nullable Instant finishedBefore,
            @Argument int first,
            @Argument @Nullable String after) {
        int size = new PageArguments(first, null, null, null).size();
        return visible.visible(PipelineRunFilter.ALL.in(List.of(namespace))).isPresent()
                ? runs.safeToPrune(
                        namespace,
                        finishedBefore == null ? clock.instant() : finishedBefore,
                        after == null ? FIRST : uid(after),
                        size)
                : List.of();
    }

    private static UUID uid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("`after` is \"%s\"; it must be the `uid` of a run.".formatted(text));
        }
    }
}
