package io.tektonretry.demo;

import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.RetryCommand;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.tekton.TektonKeys;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Retries about two of three failed runs once, as bots do; people are to deal with the rest. */
final class CiBot {

    private static final int RUNS_AT_ONCE = 2;

    private final PipelineRunRetrier retrier;
    private final Set<UUID> asked = new HashSet<>();

    CiBot(PipelineRunRetrier retrier) {
        this.retrier = retrier;
    }

    /** Looks at the runs in the cluster. */
    void look(List<ObjectNode> runs) {
        asked.retainAll(runs.stream().map(CiBot::uid).toList());
        runs.stream()
                .filter(CiBot::hasFailed)
                .filter(run -> !isRetried(run, runs))
                .map(CiBot::uid)
                .filter(uid -> Math.floorMod(uid.hashCode(), 3) > 0 && !asked.contains(uid))
                .limit(RUNS_AT_ONCE)
                .forEach(this::retry);
    }

    private static boolean hasFailed(ObjectNode run) {
        JsonNode condition = run.path("status").path("conditions").path(0);
        return condition.path("reason").asString("").equals("Failed")
                && !run.path("metadata").path("labels").has(TektonKeys.ROOT_UID);
    }

    private static boolean isRetried(ObjectNode run, List<ObjectNode> runs) {
        String uid = uid(run).toString();
        return runs.stream()
                .anyMatch(other -> other.path("metadata")
                        .path("labels")
                        .path(TektonKeys.ROOT_UID)
                        .asString("")
                        .equals(uid));
    }

    private static UUID uid(ObjectNode run) {
        return UUID.fromString(run.path("metadata").path("uid").asString());
    }

    private void retry(UUID uid) {
        asked.add(uid);
        var unused = retrier.retry(new RetryCommand(
                uid, RetryOptions.defaults(), null, "failed once", People.CI_BOT, "ci-bot-" + uid, null, null));
    }
}
