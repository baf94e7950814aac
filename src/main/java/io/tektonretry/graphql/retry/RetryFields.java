package io.tektonretry.graphql.retry;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.retry.RetryAdvice;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.Warning;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields for runs that plans, refusals and payloads name by UID, and the refusals of a run. */
@Controller
final class RetryFields {

    /** Whether a run can be retried. */
    record Retryability(List<Refusal> refusals, List<Warning> warnings) {

        private static Retryability of(RetryAdvice advice) {
            return new Retryability(advice.refusals(), advice.warnings());
        }

        public boolean retryable() {
            return refusals.isEmpty();
        }
    }

    @SchemaMapping(typeName = "PipelineRun")
    CompletableFuture<Retryability> retryability(PipelineRunRecord run, DataLoader<UUID, RetryAdvice> adviceOfRun) {
        return adviceOfRun.load(run.uid()).thenApply(Retryability::of);
    }

    @SchemaMapping(typeName = "PipelineRun")
    CompletableFuture<@Nullable Instant> stalledSince(
            PipelineRunRecord run, DataLoader<UUID, Instant> stalledSinceOfRun) {
        return run.retryNumber() == 0 || run.status().isDone()
                ? CompletableFuture.completedFuture(null)
                : stalledSinceOfRun.load(run.uid());
    }

    @SchemaMapping(typeName = "RetryPlan", field = "run")
    CompletableFuture<PipelineRunRecord> planned(RetryPlan plan, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return runsByUid.load(UUID.fromString(plan.runUid()));
    }

    @SchemaMapping(typeName = "RetryPipelineRunPayload", field = "run")
    CompletableFuture<@Nullable PipelineRunRecord> created(
            RetryPayload payload, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        UUID created = payload.createdRun();
        return created == null ? CompletableFuture.completedFuture(null) : runsByUid.load(created);
    }

    @SchemaMapping(typeName = "RetryRefusal", field = "relatedRun")
    CompletableFuture<@Nullable PipelineRunRecord> related(
            Refusal refusal, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return find(refusal.relatedRun(), runsByUid);
    }

    @SchemaMapping(typeName = "RetryPipelineRunUserError", field = "relatedRun")
    CompletableFuture<@Nullable PipelineRunRecord> related(
            RetryPayload.UserError error, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return find(error.relatedRun(), runsByUid);
    }

    private static CompletableFuture<@Nullable PipelineRunRecord> find(
            @Nullable String uid, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return uid == null ? CompletableFuture.completedFuture(null) : runsByUid.load(UUID.fromString(uid));
    }
}
