package io.tektonretry.graphql.retry;

import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.RunAccess;
import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.retry.BulkRetryPayload.Result;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.database.TimeLimit;
import io.tektonretry.history.request.BulkRetry;
import io.tektonretry.retry.BulkRetries;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.MutationMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Retries several runs, each of which succeeds or is refused on its own. */
@Controller
final class BulkRetryController {

    private final BulkChoice choices;
    private final BulkRetries bulk;
    private final RetryController retries;
    private final RunAccess access;
    private final RejectedCallAudit turnedAway;
    private final ApiLimits limits;
    private final Clock clock;

    BulkRetryController(
            BulkChoice choices,
            BulkRetries bulk,
            RetryController retries,
            RunAccess access,
            RejectedCallAudit turnedAway,
            ApiLimits limits,
            Clock clock) {
        this.access = access;
        this.choices = choices;
        this.bulk = bulk;
        this.retries = retries;
        this.turnedAway = turnedAway;
        this.limits = limits;
        this.clock = clock;
    }

    @MutationMapping
    BulkRetryPayload retryPipelineRuns(@Argument BulkRetryInput input) {
        return input.invalid(clock.instant())
                .map(wrong -> turnedAway(input, wrong.name(), RefusalCode.INVALID_INPUT, wrong.message()))
                .orElseGet(() -> access.askingOnce(() -> chosen(input)));
    }

    private BulkRetryPayload chosen(BulkRetryInput input) {
        BulkRetry choice;
        try {
            choice = choices.of(input);
        } catch (InvalidInputException e) {
            String argument = input.runIds() == null ? "after" : "runIds";
            return turnedAway(input, argument, RefusalCode.INVALID_INPUT, e.getMessage());
        } catch (AccessUndecidedException e) {
            return turnedAway(
                    input,
                    "filter",
                    RefusalCode.CLUSTER_UNAVAILABLE,
                    "The API server did not answer which runs you may see; try again");
        }
        if (input.idempotencyKey() == null || input.isDryRun()) {
            return BulkRetryPayload.of(
                    input,
                    choice,
                    input.isDryRun()
                            ? TimeLimit.within(limits.timeout(), () -> results(input, choice.runUids()))
                            : results(input, choice.runUids()));
        }
        BulkRetry kept = bulk.keep(choice);
        return kept.input().equals(choice.input())
                ? BulkRetryPayload.of(input, kept, results(input, kept.runUids()))
                : turnedAway(
                        input,
                        "idempotencyKey",
                        RefusalCode.IDEMPOTENCY_KEY_REUSED,
                        "The key was used for another bulk retry at %s; use a new one".formatted(kept.requestedAt()));
    }

    private BulkRetryPayload turnedAway(BulkRetryInput input, String argument, RefusalCode code, String message) {
        if (!input.isDryRun()) {
            turnedAway.from(input, Refusal.of(code, message));
        }
        return BulkRetryPayload.refused(input, argument, code, message);
    }

    private List<Result> results(BulkRetryInput input, List<UUID> uids) {
        List<Result> results = new ArrayList<>();
        for (UUID uid : uids) {
            TimeLimit.check();
            RetryInput one = input.of(new NodeId.Run(uid).encoded());
            results.add(Result.of(uid, input.isDryRun() ? retries.preview(one) : retries.retry(one, results.size())));
        }
        return results;
    }

    @SchemaMapping(typeName = "RetryPipelineRunsResult", field = "retryOf")
    CompletableFuture<@Nullable PipelineRunRecord> retried(
            Result result, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return find(result.runUid(), runsByUid);
    }

    @SchemaMapping(typeName = "RetryPipelineRunsResult", field = "run")
    CompletableFuture<@Nullable PipelineRunRecord> created(
            Result result, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return find(result.createdRun(), runsByUid);
    }

    private static CompletableFuture<@Nullable PipelineRunRecord> find(
            @Nullable UUID uid, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return uid == null ? CompletableFuture.completedFuture(null) : runsByUid.load(uid);
    }
}
