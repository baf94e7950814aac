package io.tektonretry.retry.plan;

import io.tektonretry.tekton.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Refuses runs that are not finished, or whose end leaves nothing to derive from. */
final class RunPreconditions {

    /** Reasons of an end before the first child that may be gone by now; every other reason would repeat. */
    private static final Set<String> PASSING = Set.of(
            "Cancelled",
            "PipelineRunCancelled",
            "PipelineRunTimeout",
            "Failed",
            "CreateRunFailed",
            "CouldntGetTask",
            "CouldntCreateWorkspacePVC",
            "ReasonCouldntCreateOrUpdateAffinityAssistantStatefulSet");

    private final Lineage lineage;
    private final Attempt latest;
    private final String run;

    private RunPreconditions(Lineage lineage) {
        this.lineage = lineage;
        this.latest = lineage.latest();
        this.run = lineage.latestAddress();
    }

    /** Why the run cannot be retried in its state; empty when it can. */
    static Optional<Refusal> refusal(Lineage lineage) {
        return Optional.ofNullable(new RunPreconditions(lineage).refusal());
    }

    /** Whether the reason of an end before the first child may be gone by now. */
    static boolean isPassing(String reason) {
        return PASSING.contains(reason);
    }

    private @Nullable Refusal refusal() {
        String parent = latest.parentUid();
        if (parent != null) {
            return new Refusal(
                    RefusalCode.CHILD_RUN, run + " belongs to another PipelineRun; retry that one", List.of(), parent);
        }
        Refusal unfinished = unfinished();
        if (unfinished != null) {
            return unfinished;
        }
        OptOut optOut = OptOut.of(latest.run());
        return optOut.whole() ? optOut.refusal(run) : ended();
    }

    private @Nullable Refusal unfinished() {
        JsonNode deletion = latest.run().path("metadata").path("deletionTimestamp");
        if (deletion.isString() && !latest.isGone()) {
            return refusal(RefusalCode.TERMINATING, "is being deleted; wait until it is gone");
        }
        if (!latest.state().status().isDone() && !latest.isGone()) {
            return refusal(RefusalCode.STILL_RUNNING, "is still running; wait until it ends, or cancel it");
        }
        if (latest.state().status() == RunState.Status.SUCCEEDED && !latest.leavesTasks()) {
            return refusal(RefusalCode.SUCCEEDED, "succeeded; start its pipeline again");
        }
        List<String> live = latest.liveTasks();
        return live.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.CHILDREN_RUNNING,
                        "%s ended, but its tasks %s still run; wait for them, or cancel them"
                                .formatted(run, names(live)),
                        live,
                        null);
    }

    private @Nullable Refusal ended() {
        String reason = latest.reason();
        if ("ResourceVerificationFailed".equals(reason)) {
            return refusal(
                    RefusalCode.UNVERIFIED,
                    "was rejected by a trusted-resources policy, which a retry would bypass; have its "
                            + "pipeline signed");
        }
        if (NewStart.isFor(lineage)) {
            return null;
        }
        boolean started = lineage.hasChildren();
        if (!started
                && !lineage.base().run().path("status").path("pipelineSpec").isObject()) {
            return refusal(RefusalCode.NO_RESOLVED_SPEC, "ended before its pipeline was resolved; start it again");
        }
        if (!started && !latest.isGone() && !PASSING.contains(reason)) {
            return refusal(
                    RefusalCode.NEVER_STARTED,
                    "ended with %s before its first task, and a retry would end the same way; fix its definition or its params and start it again"
                            .formatted(reason.isEmpty() ? "no reason" : reason));
        }
        return null;
    }

    private Refusal refusal(RefusalCode code, String sentence) {
        return Refusal.of(code, run + " " + sentence);
    }

    static String names(List<String> tasks) {
        return String.join(", ", tasks);
    }
}
