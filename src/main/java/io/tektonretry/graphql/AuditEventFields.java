package io.tektonretry.graphql;

import io.tektonretry.access.Caller;
import io.tektonretry.graphql.PipelineRunDocumentFields.Actor;
import io.tektonretry.graphql.PipelineRunDocumentFields.RetryOrigin;
import io.tektonretry.graphql.relay.Opaque;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.audit.AuditEvent;
import io.tektonretry.history.request.RetryRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of an AuditEvent that are not stored in it. Readers of the audit may lack the right to see the runs. */
@Controller
@SchemaMapping(typeName = "AuditEvent")
final class AuditEventFields {

    @SchemaMapping
    String id(AuditEvent event) {
        return Opaque.encode("AuditEvent:" + event.id());
    }

    @SchemaMapping
    Actor actor(AuditEvent event) {
        return new Actor(event.actor().name());
    }

    @SchemaMapping
    RetryOrigin origin(AuditEvent event) {
        return PipelineRunDocumentFields.origin(event.actor());
    }

    @SchemaMapping
    @Nullable
    String actorUid(AuditEvent event) {
        return event.actor().uid();
    }

    @SchemaMapping
    List<String> actorGroups(AuditEvent event) {
        return event.actor().groups();
    }

    @SchemaMapping
    Caller.Authentication authentication(AuditEvent event) {
        return Caller.Authentication.valueOf(event.actor().authentication());
    }

    @SchemaMapping
    @Nullable
    String clientAddress(AuditEvent event) {
        return event.actor().clientAddress();
    }

    @SchemaMapping
    @Nullable
    String userAgent(AuditEvent event) {
        return event.actor().userAgent();
    }

    @SchemaMapping
    CompletableFuture<@Nullable PipelineRunRecord> run(
            AuditEvent event, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return find(event.runUid(), runsByUid);
    }

    @SchemaMapping
    CompletionStage<@Nullable PipelineRunRecord> resultRun(
            AuditEvent event,
            DataLoader<UUID, RetryRequest> requestsById,
            DataLoader<UUID, PipelineRunRecord> runsByUid) {
        UUID requestId = event.requestId();
        if (requestId == null) {
            return CompletableFuture.completedFuture(null);
        }
        return requestsById
                .load(requestId)
                .thenCompose(request -> find(request == null ? null : request.createdUid(), runsByUid));
    }

    private static CompletableFuture<@Nullable PipelineRunRecord> find(
            @Nullable UUID uid, DataLoader<UUID, PipelineRunRecord> runs) {
        return uid == null ? CompletableFuture.completedFuture(null) : runs.load(uid);
    }
}
