package io.tektonretry.retry;

import io.tektonretry.history.RetryRequest;
import io.tektonretry.history.RetryRequests;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.Creation;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the run of a claimed request in the cluster: dry run, create, finish. Every step can be done again, and by several at once.
 * Everything throws {@link ClusterUnavailableException} when it is not known what came of a step; doing it again finds out.
 */
@Component
class RetryCreation {

    private final TektonResources cluster;
    private final RetryRequests requests;
    private final CreatedRuns runs;
    private final RetryNews news;
    private final Clock clock;

    RetryCreation(TektonResources cluster, RetryRequests requests, CreatedRuns runs, RetryNews news, Clock clock) {
        this.cluster = cluster;
        this.requests = requests;
        this.runs = runs;
        this.news = news;
        this.clock = clock;
    }

    /** Creates the run in the first form that passes the dry run. */
    RetryResult create(RetryPlan plan, RetryRequest request) {
        String rejection = "";
        for (RetryPlan.Form form : plan.forms()) {
            Creation answer = dryRun(form);
            if (!(answer instanceof Creation.Rejected rejected)) {
                return requests.begin(request.id(), plan.adoptedClaims(), clock.instant())
                        .map(begun -> create(plan, RetryManifests.of(plan, form, begun), begun))
                        .orElseGet(() -> ended(plan, request));
            }
            rejection = rejected.message();
        }
        return refuse(plan, request, rejected(rejection));
    }

    private Creation dryRun(RetryPlan.Form form) {
        ObjectNode pipeline = form.pipeline();
        Creation answer = pipeline == null ? null : answered(cluster.dryRun(pipeline));
        return answer instanceof Creation.Rejected ? answer : answered(cluster.dryRun(form.pipelineRun()));
    }

    private RetryResult create(RetryPlan plan, RetryManifests manifests, RetryRequest request) {
        ObjectNode pipeline = manifests.pipeline();
        Creation first = pipeline == null ? null : answered(cluster.create(pipeline));
        if (first instanceof Creation.Rejected rejected) {
            return refuse(plan, request, rejected(rejected.message()));
        }
        if (first instanceof Creation.AlreadyExists there && !CreatedRuns.isOf(plan, there.object())) {
            return refuse(plan, request, List.of(Refusals.foreign(request)));
        }
        Creation answer = cluster.create(manifests.pipelineRun());
        if (answer instanceof Creation.Created created) {
            return finished(plan, request, created.object());
        }
        return runs.find(request)
                .map(run -> finished(plan, current(request), run))
                .orElseGet(() -> notCreated(plan, request, answered(answer)));
    }

    private RetryResult notCreated(RetryPlan plan, RetryRequest request, Creation answer) {
        return refuse(
                plan,
                request,
                answer instanceof Creation.Rejected rejected
                        ? rejected(rejected.message())
                        : List.of(Refusals.foreign(request)));
    }

    /** Records that no run comes of the request, unless it has: then it is finished, whatever was thought of it since. */
    RetryResult refuse(@Nullable RetryPlan plan, RetryRequest request, List<Refusal> refusals) {
        Optional<ObjectNode> created = runs.find(request);
        if (created.isPresent()) {
            return finished(plan, current(request), created.get());
        }
        if (!requests.refuse(request.id(), Refusals.kept(refusals.get(0)), clock.instant())) {
            return ended(plan, request);
        }
        news.refused(request, refusals.get(0));
        return RetryResult.refused(plan, refusals);
    }

    /** Finishes the run of the request if it is to be found; nothing is sent. */
    RetryResult found(RetryRequest request) {
        return runs.find(request)
                .map(run -> finished(null, current(request), run))
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
