package io.tektonretry.graphql;

import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.history.LineageOutcome;
import io.tektonretry.history.NamedValue;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;
import tools.jackson.databind.JsonNode;

/** Fields of a RetryLineage, read from all linked runs. */
@Controller
@SchemaMapping(typeName = "RetryLineage")
final class RetryLineageFields {

    @SchemaMapping
    String id(RetryLineage lineage) {
        return new NodeId.Lineage(lineage.baseUid()).encoded();
    }

    @SchemaMapping
    CompletableFuture<@Nullable PipelineRunRecord> root(
            RetryLineage lineage, DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage
                .load(lineage.rootUid())
                .thenApply(runs -> runs.stream()
                        .filter(run -> run.uid().equals(lineage.baseUid()))
                        .findFirst()
                        .orElse(null));
    }

    @SchemaMapping
    CompletableFuture<PipelineRunRecord> latest(
            RetryLineage lineage, DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage.load(lineage.rootUid()).thenApply(lineage::latest);
    }

    @SchemaMapping
    CompletableFuture<Connection<PipelineRunRecord>> runs(
            RetryLineage lineage,
            @Arguments PageArguments page,
            DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage
                .load(lineage.rootUid())
                .thenApply(runs -> Connection.of(runs, PipelineRunFields::idOf, page));
    }

    @SchemaMapping
    CompletableFuture<Integer> attemptCount(
            RetryLineage lineage, DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage
                .load(lineage.rootUid())
                .thenApply(runs -> lineage.latest(runs).attemptNumber());
    }

    @SchemaMapping
    CompletableFuture<LineageOutcome> outcome(
            RetryLineage lineage, DataLoader<UUID, List<PipelineRunRecord>> runsOfLineage) {
        return runsOfLineage.load(lineage.rootUid()).thenApply(runs -> outcome(lineage.latest(runs)));
    }

    @SchemaMapping
    CompletableFuture<List<NamedValue>> results(
            RetryLineage lineage, DataLoader<UUID, Map<String, JsonNode>> resultsOfLineage) {
        return resultsOfLineage
                .load(lineage.baseUid())
                .thenApply(results -> PipelineRunDocumentFields.results(results, List.of()));
    }

    static LineageOutcome outcome(PipelineRunRecord latest) {
        if (!latest.status().isDone()) {
            return LineageOutcome.IN_PROGRESS;
        }
        if (latest.attemptNumber() == 1) {
            return LineageOutcome.NOT_RETRIED;
        }
        return !latest.leavesTasks() && latest.status() == PipelineRunStatus.SUCCEEDED
                ? LineageOutcome.RECOVERED
                : LineageOutcome.STILL_FAILING;
    }
}
