package io.tektonretry.retry;

import static java.util.stream.Collectors.toMap;

import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Retries a recorded run: gather, plan, refuse or create. */
@Service
public class PipelineRunRetrier {

    private final RetryPlans plans;
    private final RetryClaims claims;

    PipelineRunRetrier(RetryPlans plans, RetryClaims claims) {
        this.plans = plans;
        this.claims = claims;
    }

    /** Creates the retry in the cluster, or says why not; the created run is recorded when this returns. */
    public RetryResult retry(RetryCommand command) {
        RetryPlan plan = plan(command.runUid(), command.options()).orElse(null);
        if (plan == null) {
            return RetryResult.refused(null, List.of(unknown(command.runUid())));
        }
        if (!plan.retryable()) {
            return RetryResult.refused(plan, plan.refusals());
        }
        if (command.planVersion() != null && !command.planVersion().equals(plan.planVersion())) {
            return RetryResult.refused(plan, List.of(changed(plan)));
        }
        try {
            return claims.create(plan, command);
        } catch (ClusterUnavailableException e) {
            return RetryResult.refused(
                    plan,
                    RefusalCode.CLUSTER_UNAVAILABLE,
                    "The cluster does not answer (%s); ask again".formatted(e.getMessage()));
        }
    }

    /** What {@link #retry} would do now; empty when the run is unknown. */
    public Optional<RetryPlan> plan(UUID runUid, RetryOptions options) {
        return plans.plan(runUid, options);
    }

    /**
     * Why each run can't be retried with the default options, as far as the records tell: an empty list says that it can. Takes a
     * constant number of SQL statements and does not ask the cluster; an unknown run is missing.
     */
    public Map<UUID, List<Refusal>> refusals(Collection<UUID> runUids) {
        return plans.previews(runUids).entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().refusals()));
    }

    private static Refusal unknown(UUID runUid) {
        return Refusal.of(RefusalCode.RUN_NOT_FOUND, "No PipelineRun with the UID %s is known".formatted(runUid));
    }

    private static Refusal changed(RetryPlan plan) {
        return Refusal.of(
                RefusalCode.PLAN_CHANGED,
                "The plan has changed since it was shown; look at the new one and send its version %s"
                        .formatted(plan.planVersion()));
    }
}
