package io.tektonretry.graphql;

import io.tektonretry.graphql.filter.PipelineTaskFilter;
import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.scalar.Durations;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.SameCommitRuns.Wanted;
import io.tektonretry.history.task.PipelineTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of a PipelineRun that are not its columns. */
@Controller
@SchemaMapping(typeName = "PipelineRun")
final class PipelineRunFields {

    /** A Kubernetes label. */
    record Label(String key, String value) {}

    static NodeId idOf(PipelineRunRecord run) {
        return new NodeId.Run(run.uid());
    }

    @SchemaMapping
    String id(PipelineRunRecord run) {
        return idOf(run).encoded();
    }

    @SchemaMapping
    @Nullable
    Duration duration(PipelineRunRecord run) {
        return Durations.between(run.startedAt(), run.finishedAt());
    }

    @SchemaMapping
    List<Label> labels(PipelineRunRecord run) {
        return run.labels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(label -> new Label(label.getKey(), label.getValue()))
                .toList();
    }

    @SchemaMapping
    RetryLineage lineage(PipelineRunRecord run) {
        return RetryLineage.of(run);
    }

    @SchemaMapping
    CompletableFuture<@Nullable PipelineRunRecord> retryOf(
            PipelineRunRecord run, DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage
                .load(run.rootUid())
                .thenApply(runs -> runs.stream()
                        .filter(other -> other.uid().equals(run.retryOfUid()))
                        .findFirst()
                        .orElse(null));
    }

    @SchemaMapping
    CompletableFuture<Connection<PipelineRunRecord>> retries(
            PipelineRunRecord run,
            @Arguments PageArguments page,
            DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage
                .load(run.rootUid())
                .thenApply(runs -> Connection.of(
                        runs.stream()
                                .filter(other -> run.uid().equals(other.retryOfUid()))
                                .toList(),
                        PipelineRunFields::idOf,
                        page));
    }

    /** They are in the same namespace, so a caller who may see the run may see them. */
    @SchemaMapping
    CompletableFuture<List<PipelineRunRecord>> sameCommitRuns(
            PipelineRunRecord run, @Argument int first, DataLoader<Wanted, List<PipelineRunRecord>> sameCommitRuns) {
        return sameCommitRuns.load(new Wanted(run.uid(), new PageArguments(first, null, null, null).size()));
    }

    @SchemaMapping
    CompletableFuture<Connection<PipelineTask>> tasks(
            PipelineRunRecord run,
            @Arguments PageArguments page,
            @Argument @Nullable PipelineTaskFilter filter,
            DataLoader<UUID, List<PipelineTask>> tasksOfRun) {
        return tasksOfRun
                .load(run.uid())
                .thenApply(tasks ->
                        Connection.of(filter == null ? tasks : filter.of(tasks), PipelineTaskFields::idOf, page));
    }
}
