package io.tektonretry.retry;

import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequests;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.Creation;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Claims a retry for exactly one request, after the cluster has agreed to one of its forms. */
@Component
class RetryClaims {

    /** A claim without a run in the cluster is given up after this time; a create takes seconds at most. */
    private static final Duration EXPIRES = Duration.ofMinutes(1);

    private final TektonResources cluster;
    private final RetryRequests requests;
    private final RetryCreation creation;
    private final Clock clock;

    RetryClaims(TektonResources cluster, RetryRequests requests, RetryCreation creation, Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.creation = creation;
        this.clock = clock;
    }

    /** Creates the retry in the first form that passes the dry run, unless somebody else is about to. */
    RetryResult create(RetryPlan plan, RetryCommand command) {
        String rejection = "";
        for (RetryPlan.Form form : plan.forms()) {
            Creation answer = dryRun(form);
            if (answer instanceof Creation.Unavailable unavailable) {
                return RetryResult.refused(plan, RefusalCode.CLUSTER_UNAVAILABLE, unavailable.message());
            }
            if (!(answer instanceof Creation.Rejected rejected)) {
                return claimed(plan, form, command);
            }
            rejection = rejected.message();
        }
        return RetryResult.refused(plan, RefusalCode.REJECTED_BY_CLUSTER, rejection);
    }

    private Creation dryRun(RetryPlan.Form form) {
        ObjectNode pipeline = form.pipeline();
        Creation answer = pipeline == null ? null : cluster.dryRun(pipeline);
        return answer instanceof Creation.Rejected || answer instanceof Creation.Unavailable
                ? answer
                : cluster.dryRun(form.pipelineRun());
    }

    private RetryResult claimed(RetryPlan plan, RetryPlan.Form form, RetryCommand command) {
        RetryRequest request = request(plan, form, command);
        if (requests.claim(request) || (settled(plan, request) == null && requests.claim(request))) {
            return creation.create(plan, RetryManifests.of(plan, form, request, command.reason()), request);
        }
        return inProgress(plan, request);
    }

    /**
     * The request that holds the retry number. One that was left by a crash is taken up when its run is in the cluster, and given up
     * when it is old and has none: null then.
     */
    private @Nullable RetryRequest settled(RetryPlan plan, RetryRequest request) {
        RetryRequest holder = holder(request).orElse(null);
        if (holder == null || holder.createdUid() != null) {
            return holder;
        }
        boolean expired = holder.requestedAt().plus(EXPIRES).isBefore(clock.instant());
        if (expired && creation.resume(plan, holder).isEmpty()) {
            requests.release(holder.id());
            return null;
        }
        return holder;
    }

    private RetryResult inProgress(RetryPlan plan, RetryRequest request) {
        Optional<UUID> created = holder(request).map(RetryRequest::createdUid);
        String message =
                "A retry of this lineage, %s/%s, is claimed already".formatted(request.namespace(), request.name());
        return RetryResult.refused(
                plan,
                List.of(new Refusal(
                        RefusalCode.RETRY_IN_PROGRESS,
                        message,
                        List.of(),
                        created.map(UUID::toString).orElse(null))));
    }

    private Optional<RetryRequest> holder(RetryRequest request) {
        return requests.holder(request.baseUid(), request.retryNumber());
    }

    private RetryRequest request(RetryPlan plan, RetryPlan.Form form, RetryCommand command) {
        JsonNode metadata = form.pipelineRun().path("metadata");
        return new RetryRequest(
                UUID.randomUUID(),
                UUID.fromString(plan.baseUid()),
                plan.retryNumber(),
                command.runUid(),
                metadata.path("namespace").asString(),
                metadata.path("name").asString(),
                command.requestedBy(),
                clock.instant(),
                null);
    }
}
