package io.tektonretry.retry.plan;

import io.tektonretry.tekton.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses runs that can't be retried whatever their tasks did (section 1 of the semantics). */
final class Gate {

    /** Ends before the first task that may not repeat; every other such end is for a reason in the definition. */
    private static final Set<String> MAY_NOT_REPEAT = Set.of(
            "Cancelled",
            "PipelineRunTimeout",
            "CreateRunFailed",
            "CouldntGetTask",
            "CouldntCreateWorkspacePVC",
            "ReasonCouldntCreateOrUpdateAffinityAssistantStatefulSet");

    private final RecordedRun run;
    private final JsonNode metadata;
    private final RunState state;
    private final String address;

    private Gate(RecordedRun run) {
        this.run = run;
        this.metadata = run.pipelineRun().path("metadata");
        this.state = RunState.of(run.pipelineRun());
        this.address = address(run.pipelineRun());
    }

    static Optional<Refusal> refusal(RecordedRun run) {
        return Optional.ofNullable(new Gate(run).refusal());
    }

    /** Refuses a run that ended before its first task for a reason that would repeat. */
    static Optional<Refusal> neverStarted(List<RecordedRun> lineage) {
        ObjectNode run = lineage.get(lineage.size() - 1).pipelineRun();
        String reason = String.valueOf(RunState.of(run).reason());
        boolean started = lineage.stream()
                .anyMatch(attempt -> !attempt.children().isEmpty()
                        || !attempt.pipelineRun()
                                .path("status")
                                .path("childReferences")
                                .isEmpty());
        return started
                        || MAY_NOT_REPEAT.contains(reason)
                        || !RunState.of(run).status().isDone()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        RefusalCode.NEVER_STARTED,
                        "%s ended with %s before its first task, and so would its retry; mend the definition or the parameters and start it anew"
                                .formatted(address(run), reason)));
    }

    static String address(ObjectNode run) {
        JsonNode metadata = run.path("metadata");
        return "PipelineRun %s/%s"
                .formatted(
                        metadata.path("namespace").asString(""),
                        metadata.path("name").asString(""));
    }

    private @Nullable Refusal refusal() {
        boolean gone = run.goneUids().contains(metadata.path("uid").asString(""));
        for (JsonNode owner : metadata.path("ownerReferences")) {
            if (owner.path("controller").asBoolean(false)
                    && "PipelineRun".equals(owner.path("kind").asString(""))) {
                return new Refusal(
                        RefusalCode.CHILD_RUN,
                        "%s belongs to PipelineRun %s; retry that one"
                                .formatted(address, owner.path("name").asString("")),
                        List.of(),
                        owner.path("uid").asString(""));
            }
        }
        if (state.status() == RunState.Status.SUCCEEDED) {
            return Refusal.of(RefusalCode.SUCCEEDED, address + " has succeeded; start it anew to run it again");
        }
        if (!gone && metadata.has("deletionTimestamp")) {
            return Refusal.of(RefusalCode.TERMINATING, address + " is being deleted; wait until it is gone");
        }
        if (!gone && !state.status().isDone()) {
            return Refusal.of(RefusalCode.STILL_RUNNING, address + " is still running; wait for its end or cancel it");
        }
        if ("ResourceVerificationFailed".equals(state.reason())) {
            return Refusal.of(
                    RefusalCode.UNVERIFIED,
                    address + " was refused by the trusted-resources policy; a retry would go round it");
        }
        return null;
    }
}
