package io.tektonretry.retry;

import io.tektonretry.history.RequestProof;
import io.tektonretry.history.request.RetryDefinition;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.history.request.SentPlan;
import io.tektonretry.history.request.SentRequests;
import io.tektonretry.retry.option.StoredOptions;
import io.tektonretry.retry.plan.PlannedTask;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RenewedDefinition;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.Creation;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Creates the run of a claimed request in the cluster: dry run, create, finish. Every step can be repeated, even
 * concurrently. All methods throw {@link ClusterUnavailableException} when the outcome of a step is not known; a
 * repetition finds out.
 */
@Component
class RetryCreation {

    /**
     * The dry run of the first form of a plan, before its request claims the retry.
     *
     * @param answer the answer of the cluster; null when it was not asked
     * @param sent what to send once the retry is claimed; null unless the cluster would accept it
     */
    record DryRun(@Nullable Creation answer, @Nullable SentPlan sent) {

        static final DryRun NOT_ASKED = new DryRun(null, null);
    }

    private final TektonResources cluster;
    private final RetryRequests requests;
    private final SentRequests sent;
    private final CreatedRuns runs;
    private final StalledRetries stalled;
    private final RetryOutcomes outcomes;
    private final Clock clock;

    RetryCreation(
            TektonResources cluster,
            RetryRequests requests,
            SentRequests sent,
            CreatedRuns runs,
            StalledRetries stalled,
            RetryOutcomes outcomes,
            Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.sent = sent;
        this.runs = runs;
        this.stalled = stalled;
        this.outcomes = outcomes;
        this.clock = clock;
    }

    /**
     * Asks for a dry run before the request claims the retry, so that the claim can record what is about to be sent. A
     * form with a Pipeline waits for the claim: the proof of the request says whose Pipeline there is.
     */
    DryRun dryRun(RetryPlan plan, RetryRequest request) {
        RetryPlan.Form form = plan.forms().get(0);
        if (form.pipeline() != null) {
            return DryRun.NOT_ASKED;
        }
        Creation answer = cluster.dryRun(RetryManifests.unmarked(form, request).pipelineRun());
        return new DryRun(
                answer, answer instanceof Creation.Created created ? sent(plan, form, created.object()) : null);
    }

    /** Creates the run of a request that has just claimed its retry. */
    RetryResult create(RetryPlan plan, RetryRequests.Claimed claimed, DryRun dryRun) {
        return dryRun.sent() == null
                ? create(plan, claimed.request(), dryRun.answer())
                : send(plan, plan.forms().get(0), claimed);
    }

    /** Creates the run in the first form that passes the dry run, under the first free name. */
    RetryResult create(RetryPlan plan, RetryRequest request) {
        return create(plan, request, null);
    }

    /**
     * Creates the run like {@link #create(RetryPlan, RetryRequest)}.
     *
     * @param first the answer to the dry run of the first form; null when the cluster was not asked
     */
    private RetryResult create(RetryPlan plan, RetryRequest request, @Nullable Creation first) {
        Creation known = first;
        String rejection = "";
        for (RetryPlan.Form form : plan.forms()) {
            Creation answer =
                    known == null ? dryRun(plan, RetryManifests.unmarked(form, request), request) : answered(known);
            known = null;
            if (answer instanceof Creation.Created created) {
                return send(plan, form, request, created.object());
            }
            if (answer instanceof Creation.AlreadyExists) {
                return taken(plan, request);
            }
            rejection = ((Creation.Rejected) answer).message();
        }
        return refuse(plan, request, rejected(rejection));
    }

    private Creation dryRun(RetryPlan plan, RetryManifests manifests, RetryRequest request) {
        ObjectNode pipeline = manifests.pipeline();
        Creation first = pipeline == null ? null : answered(cluster.dryRun(pipeline));
        return first != null && (first instanceof Creation.Rejected || isForeign(plan, first, request))
                ? first
                : answered(cluster.dryRun(manifests.pipelineRun()));
    }

    private boolean isForeign(RetryPlan plan, @Nullable Creation answer, RetryRequest request) {
        return answer instanceof Creation.AlreadyExists there
                && !CreatedRuns.isOf(requests.proof(request.id()), plan, there.object());
    }

    private RetryResult send(RetryPlan plan, RetryPlan.Form form, RetryRequest request, ObjectNode planned) {
        if (StoredOptions.read(request.options()).replaceStalled()) {
            stalled.replace(request);
        }
        return requests.begin(request.id(), sent(plan, form, planned), clock.instant())
                .map(begun -> send(plan, form, begun))
                .orElseGet(() -> ended(plan, request));
    }

    private static SentPlan sent(RetryPlan plan, RetryPlan.Form form, ObjectNode planned) {
        return new SentPlan(
                plan.adoptedClaims(),
                PlannedSpec.hash(planned),
                RetryManifests.heldBy(form, planned),
                plan.leavesTasks(),
                plan.startsAnew(),
                definition(plan));
    }

    private static @Nullable RetryDefinition definition(RetryPlan plan) {
        RenewedDefinition renewed = plan.renewed();
        if (renewed != null) {
            return RetryDefinition.renewed(
                    renewed.pipeline(),
                    renewed.tasks(),
                    plan.tasks().stream().map(PlannedTask::name).toList());
        }
        ObjectNode definition = plan.definition();
        return definition == null ? null : RetryDefinition.of(definition);
    }

    private RetryResult send(RetryPlan plan, RetryPlan.Form form, RetryRequests.Claimed claimed) {
        return send(plan, RetryManifests.of(plan, form, claimed.request(), claimed.proof()), claimed.request());
    }

    private RetryResult send(RetryPlan plan, RetryManifests manifests, RetryRequest request) {
        ObjectNode pipeline = manifests.pipeline();
        Creation first = pipeline == null ? null : answered(cluster.create(pipeline));
        if (first instanceof Creation.Rejected rejected) {
            return refuse(plan, request, rejected(rejected.message()));
        }
        if (isForeign(plan, first, request)) {
            return taken(plan, request);
        }
        Creation answer = cluster.create(manifests.pipelineRun());
        if (answer instanceof Creation.Created created) {
            return finished(plan, request, created.object());
        }
        return existing(plan, request).orElseGet(() -> notCreated(plan, request, answered(answer)));
    }

    private RetryResult notCreated(RetryPlan plan, RetryRequest request, Creation answer) {
        return answer instanceof Creation.Rejected rejected
                ? refuse(plan, request, rejected(rejected.message()))
                : taken(plan, request);
    }

    /** The name is taken: by a run of the request, or by another run, in which case the next name is tried. */
    private RetryResult taken(RetryPlan plan, RetryRequest request) {
        return existing(plan, request).orElseGet(() -> underTheNextName(plan, request));
    }

    private RetryResult underTheNextName(RetryPlan plan, RetryRequest request) {
        RequestProof proof = requests.proof(request.id());
        String next = FreeNames.after(request.name(), plannedName(plan), proof).orElse(null);
        return next == null
                ? refuse(plan, request, List.of(Refusals.foreign(request)))
                : requests.rename(request.id(), next)
                        .map(renamed -> create(plan, renamed))
                        .orElseGet(() -> ended(plan, request));
    }

    private static String plannedName(RetryPlan plan) {
        return Objects.requireNonNull(plan.manifest())
                .path("metadata")
                .path("name")
                .asString();
    }

    private Optional<RetryResult> existing(@Nullable RetryPlan plan, RetryRequest request) {
        return runs.find(request)
                .map(found -> found.isOurs()
                        ? finished(plan, current(request), found.run())
                        : recordRefusal(plan, request, List.of(Refusals.mayBeReplaced(request))));
    }

    /** Records that the request creates no run, unless it has: then the run is finished, whatever the refusals. */
    RetryResult refuse(@Nullable RetryPlan plan, RetryRequest request, List<Refusal> refusals) {
        return existing(plan, request).orElseGet(() -> recordRefusal(plan, request, refusals));
    }

    private RetryResult recordRefusal(@Nullable RetryPlan plan, RetryRequest request, List<Refusal> refusals) {
        if (!requests.refuse(request.id(), Refusals.kept(refusals.get(0)), clock.instant())) {
            return ended(plan, request);
        }
        outcomes.refused(request, refusals.get(0));
        return RetryResult.refused(plan, refusals);
    }

    /** Refuses the request if nothing was sent to the cluster; otherwise it stays, and is settled later. */
    RetryResult giveUp(RetryPlan plan, RetryRequest request, Refusal refusal) {
        if (requests.refuseUnsent(request.id(), Refusals.kept(refusal), clock.instant())) {
            outcomes.refused(request, refusal);
        }
        return RetryResult.refused(plan, List.of(refusal));
    }

    /**
     * The outcome of a request whose run may have been sent before; empty when it created none, so that the run can be
     * created now.
     */
    Optional<RetryResult> settled(RetryRequest request) {
        return switch (sent.unseen(request, clock.instant())) {
            case NONE -> Optional.empty();
            case UNDECIDED -> Optional.of(found(request));
            case POSSIBLE -> Optional.of(refuse(null, request, List.of(Refusals.outcomeUnknown(request))));
        };
    }

    /** Finishes the run of the request if it can be found; sends nothing. */
    private RetryResult found(RetryRequest request) {
        return existing(null, request)
                .orElseThrow(() -> new ClusterUnavailableException("it is not known yet whether %s/%s was created"
                        .formatted(request.namespace(), request.name())));
    }

    private RetryResult finished(@Nullable RetryPlan plan, RetryRequest request, ObjectNode run) {
        return RetryResult.of(runs.finish(request, run), plan);
    }

    private RetryResult ended(@Nullable RetryPlan plan, RetryRequest request) {
        return RetryResult.of(current(request), plan);
    }

    private RetryRequest current(RetryRequest request) {
        return requests.find(request.id()).orElse(request);
    }

    private static Creation answered(Creation answer) {
        if (answer instanceof Creation.Unavailable unavailable) {
            throw new ClusterUnavailableException(unavailable.message());
        }
        return answer;
    }

    private static List<Refusal> rejected(String message) {
        return List.of(Refusal.of(RefusalCode.REJECTED_BY_CLUSTER, message));
    }
}
