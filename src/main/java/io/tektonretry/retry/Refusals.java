package io.tektonretry.retry;

import io.tektonretry.history.Reruns;
import io.tektonretry.history.document.LatestAttempt;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.tekton.ClusterUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The refusals of the use case itself, and their stored form. */
public final class Refusals {

    private Refusals() {}

    /** Why the request created no run; empty when it has, or still may. */
    public static Optional<Refusal> of(RetryRequest request) {
        return Optional.ofNullable(request.refused())
                .map(kept -> new Refusal(
                        RefusalCode.valueOf(kept.code()),
                        kept.message(),
                        kept.tasks(),
                        kept.relatedUid() == null ? null : kept.relatedUid().toString()));
    }

    static RetryRequest.Refused kept(Refusal refusal) {
        @Nullable String related = refusal.relatedRun();
        return new RetryRequest.Refused(
                refusal.code().name(),
                refusal.message(),
                refusal.tasks(),
                related == null ? null : UUID.fromString(related));
    }

    /** Why the plan is not executed; empty when it can be, and is the one that the caller has seen. */
    static List<Refusal> of(RetryPlan plan, @Nullable String seenVersion) {
        if (!plan.retryable() || seenVersion == null || seenVersion.equals(plan.planVersion())) {
            return plan.refusals();
        }
        return List.of(Refusal.of(
                RefusalCode.PLAN_CHANGED,
                "The plan has changed since it was shown; check the new plan and send its version %s"
                        .formatted(plan.planVersion())));
    }

    /** A caller that can try again does not refuse because the cluster is unavailable. */
    static void throwIfUnavailable(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            if (refusal.code() == RefusalCode.CLUSTER_UNAVAILABLE) {
                throw new ClusterUnavailableException(refusal.message());
            }
        }
    }

    static Refusal unknown(UUID runUid) {
        return Refusal.of(RefusalCode.RUN_NOT_FOUND, "No PipelineRun with the UID %s is known".formatted(runUid));
    }

    /**
     * Refuses a run that has a later attempt, and names that attempt: two retries of one run would do the same work
     * twice.
     */
    static List<Refusal> notLatest(UUID runUid, LatestAttempt latest) {
        if (latest.uid().equals(runUid)) {
            return List.of();
        }
        RefusalCode code = latest.status().isDone() ? RefusalCode.NOT_LATEST_ATTEMPT : RefusalCode.RETRY_IN_PROGRESS;
        return List.of(
                new Refusal(code, sentence(latest), List.of(), latest.uid().toString()));
    }

    /** Refuses a retry while a rerun of the whole run exists, according to labels. */
    static Refusal rerunExists(Reruns.Rerun rerun) {
        String stands = rerun.status().isDone() ? "has succeeded" : "has not ended";
        return new Refusal(
                RefusalCode.RERUN_EXISTS,
                "PipelineRun %s/%s, which is a rerun according to its labels, %s; evenIfRerun retries anyway"
                        .formatted(rerun.namespace(), rerun.name(), stands),
                List.of(),
                rerun.uid().toString());
    }

    /** Refuses a retry whose root was never recorded. */
    static Refusal rootUnknown(LatestAttempt run) {
        return Refusal.of(
                RefusalCode.HISTORY_INCOMPLETE,
                "PipelineRun %s is a retry of a run that was never recorded, so the tasks that it left out are unknown; start its pipeline again"
                        .formatted(run.address()));
    }

    private static String sentence(LatestAttempt attempt) {
        String latest = attempt.address();
        return switch (attempt.status()) {
            case PENDING, RUNNING ->
                "The retry %s is still running; wait until it ends, or replace it with replaceStalled if it makes no progress"
                        .formatted(latest);
            case SUCCEEDED ->
                attempt.leavesTasks()
                        ? "The later attempt %s has succeeded with a part of the tasks; retry that one"
                                .formatted(latest)
                        : "The later attempt %s has succeeded; there is nothing left to retry".formatted(latest);
            default -> "The later attempt %s has ended; retry that one".formatted(latest);
        };
    }

    static Refusal tooManyTasks(LatestAttempt run, int tasks, int most) {
        return Refusal.of(
                RefusalCode.SPEC_TOO_LARGE,
                "The pipeline of PipelineRun %s has %,d tasks, but pipelines with more than %,d are not retried; start it again"
                        .formatted(run.address(), tasks, most));
    }

    static Refusal tooManyDependencies(LatestAttempt run, int needed, int most) {
        return Refusal.of(
                RefusalCode.SPEC_TOO_LARGE,
                "The tasks of PipelineRun %s that run again need %,d claims, ConfigMaps and Secrets, but at most %,d are looked up; start its pipeline again"
                        .formatted(run.address(), needed, most));
    }

    static Refusal unavailable(String message) {
        return Refusal.of(
                RefusalCode.CLUSTER_UNAVAILABLE, "The cluster does not answer (%s); try again".formatted(message));
    }

    static Refusal forbidden(RetryRequest request) {
        return Refusal.of(
                RefusalCode.FORBIDDEN,
                "%s may no longer retry PipelineRuns in %s, so %s was not created"
                        .formatted(request.requester().shownName(), request.namespace(), request.name()));
    }

    static Refusal outcomeUnknown(RetryRequest request) {
        return Refusal.of(
                RefusalCode.RETRY_OUTCOME_UNKNOWN,
                ("PipelineRun %s/%s was sent to the cluster and does not exist there; it may have been "
                                + "created and deleted while the mirror could not see it. If its work was not done, try "
                                + "again")
                        .formatted(request.namespace(), request.name()));
    }

    static Refusal mayBeReplaced(RetryRequest request) {
        return Refusal.of(
                RefusalCode.RETRY_OUTCOME_UNKNOWN,
                ("PipelineRun %s/%s has a different spec from the one that was sent, and may have "
                                + "replaced the retry while the mirror could not see it. Check it, then try again")
                        .formatted(request.namespace(), request.name()));
    }

    static Refusal foreign(RetryRequest request) {
        return Refusal.of(
                RefusalCode.REJECTED_BY_CLUSTER,
                "PipelineRun %s/%s exists but was not created by this request; the same is true for the other names that were tried"
                        .formatted(request.namespace(), request.name()));
    }

    static Refusal keyReused(RetryRequest request) {
        return Refusal.of(
                RefusalCode.IDEMPOTENCY_KEY_REUSED,
                "The idempotency key was used at %s with another input; use a new key for a new request"
                        .formatted(request.requestedAt()));
    }

    /** Refuses because of the request that has claimed the retry. */
    static Refusal inProgress(RetryRequest holder) {
        String asked = "A retry of this lineage, %s/%s, was requested by %s at %s"
                .formatted(holder.namespace(), holder.name(), holder.requester().shownName(), holder.requestedAt());
        String later = holder.notBefore() == null || holder.state().isFinal() ? "" : " for " + holder.notBefore();
        @Nullable UUID created = holder.createdUid();
        return new Refusal(
                RefusalCode.RETRY_IN_PROGRESS, asked + later, List.of(), created == null ? null : created.toString());
    }
}
