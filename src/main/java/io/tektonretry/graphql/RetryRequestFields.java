package io.tektonretry.graphql;

import io.tektonretry.access.CurrentCaller;
import io.tektonretry.graphql.PipelineRunDocumentFields.Actor;
import io.tektonretry.graphql.PipelineRunDocumentFields.RetryOrigin;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.history.NamedValue;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.Refusals;
import io.tektonretry.retry.option.RequestedOverrides;
import io.tektonretry.retry.option.RequestedPipeline;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.TaskOverride;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of a RetryRequest that are not stored in it. */
@Controller
@SchemaMapping(typeName = "RetryRequest")
final class RetryRequestFields {

    private final CurrentCaller caller;

    RetryRequestFields(CurrentCaller caller) {
        this.caller = caller;
    }

    static NodeId idOf(RetryRequest request) {
        return new NodeId.Request(request.id());
    }

    @SchemaMapping
    String id(RetryRequest request) {
        return idOf(request).encoded();
    }

    @SchemaMapping
    CompletableFuture<@Nullable PipelineRunRecord> run(
            RetryRequest request, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return runsByUid.load(request.retryOfUid());
    }

    @SchemaMapping
    CompletableFuture<@Nullable PipelineRunRecord> createdRun(
            RetryRequest request, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        UUID created = request.createdUid();
        return created == null ? CompletableFuture.completedFuture(null) : runsByUid.load(created);
    }

    @SchemaMapping
    Actor requestedBy(RetryRequest request) {
        return new Actor(request.requester().name());
    }

    @SchemaMapping
    RetryOrigin origin(RetryRequest request) {
        return PipelineRunDocumentFields.origin(request.requester());
    }

    @SchemaMapping
    Optional<Refusal> refusal(RetryRequest request) {
        return Refusals.of(request);
    }

    @SchemaMapping
    RetryOptions.Definition definition(RetryRequest request) {
        return RequestedPipeline.definition(request);
    }

    @SchemaMapping
    List<NamedValue> params(RetryRequest request) {
        return RequestedPipeline.params(request).entrySet().stream()
                .map(param -> new NamedValue(param.getKey(), null, param.getValue()))
                .toList();
    }

    @SchemaMapping
    List<TaskOverride> overrides(RetryRequest request) {
        return RequestedOverrides.of(request);
    }

    @SchemaMapping
    @Nullable
    String idempotencyKey(RetryRequest request) {
        return request.requester().name().equals(caller.get().name()) ? request.idempotencyKey() : null;
    }
}
