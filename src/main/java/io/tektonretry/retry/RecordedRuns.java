package io.tektonretry.retry;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.tektonretry.history.document.RecordedLineage;
import io.tektonretry.history.document.RecordedLineage.RecordedObject;
import io.tektonretry.history.document.RecordedLineage.RecordedRun;
import io.tektonretry.retry.plan.AttemptDocuments;
import io.tektonretry.retry.plan.RenewedDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts recorded lineages to the planner's input. */
final class RecordedRuns {

    private RecordedRuns() {}

    /** The root first, then its retries up to the requested run; empty when the root was never recorded. */
    static List<AttemptDocuments> of(RecordedLineage lineage) {
        RecordedRun base = lineage.base();
        return base == null
                ? List.of()
                : Stream.concat(Stream.of(base), lineage.retries().stream())
                        .map(RecordedRuns::of)
                        .toList();
    }

    private static AttemptDocuments of(RecordedRun run) {
        return new AttemptDocuments(
                run.pipelineRun().document(),
                run.children().stream().map(RecordedObject::document).toList(),
                Stream.concat(Stream.of(run.pipelineRun()), run.children().stream())
                        .filter(object -> !object.existsInCluster())
                        .map(object -> object.uid().toString())
                        .collect(toUnmodifiableSet()),
                Optional.ofNullable(run.parentUid()).map(UUID::toString).orElse(null),
                renewed(run));
    }

    private static @Nullable RenewedDefinition renewed(RecordedRun run) {
        Set<String> tasks = run.renewedTasks();
        return tasks == null ? null : new RenewedDefinition(run.definition(), tasks);
    }
}
