package io.tektonretry.retry;

import io.tektonretry.history.Reruns;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Only the latest attempt of a lineage can be retried: two retries of one run would do the same work twice. */
final class LineagePosition {

    private LineagePosition() {}

    /** Refuses a run that has a later attempt, and names that attempt. */
    static List<Refusal> refusals(UUID runUid, ObjectNode latest) {
        String latestUid = latest.path("metadata").path("uid").asString("");
        if (latestUid.equals(runUid.toString())) {
            return List.of();
        }
        RunState.Status status = RunState.of(latest).status();
        RefusalCode code = status.isDone() ? RefusalCode.NOT_LATEST_ATTEMPT : RefusalCode.RETRY_IN_PROGRESS;
        boolean whole = !latest.path("metadata").path("labels").has(TektonKeys.LEFT_TASKS);
        return List.of(new Refusal(code, sentence(address(latest), status, whole), List.of(), latestUid));
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
    static Refusal rootUnknown(ObjectNode run) {
        return Refusal.of(
                RefusalCode.HISTORY_INCOMPLETE,
                "PipelineRun %s is a retry of a run that was never recorded, so the tasks that it left out are unknown; start its pipeline again"
                        .formatted(address(run)));
    }

    private static String sentence(String latest, RunState.Status status, boolean whole) {
        return switch (status) {
            case PENDING, RUNNING ->
                "The retry %s is still running; wait until it ends, or replace it with replaceStalled if it makes no progress"
                        .formatted(latest);
            case SUCCEEDED ->
                whole
                        ? "The later attempt %s has succeeded; there is nothing left to retry".formatted(latest)
                        : "The later attempt %s has succeeded with a part of the tasks; retry that one"
                                .formatted(latest);
            default -> "The later attempt %s has ended; retry that one".formatted(latest);
        };
    }

    private static String address(ObjectNode run) {
        JsonNode metadata = run.path("metadata");
        return metadata.path("namespace").asString("") + "/"
                + metadata.path("name").asString("");
    }
}
