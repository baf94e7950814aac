package io.tektonretry.demo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects of a run that has ended.
 *
 * @param pods the pods of its attempts
 * @param logs what its failed steps wrote last
 * @param results of the tasks of its lineage, by {@code task.result}
 * @param succeeded the tasks of its lineage that have succeeded
 */
record WrittenRun(
        ObjectNode run,
        List<ObjectNode> children,
        List<ObjectNode> pods,
        List<FailedStep> logs,
        Map<String, String> results,
        Set<String> succeeded,
        Instant end) {

    /** The log of a failed step. */
    record FailedStep(UUID taskRun, int number, String step, UUID pod, String text) {}

    UUID uid() {
        return UUID.fromString(run.path("metadata").path("uid").asString());
    }

    String name() {
        return run.path("metadata").path("name").asString();
    }

    boolean hasSucceeded() {
        return run.path("status")
                .path("conditions")
                .path(0)
                .path("status")
                .asString("")
                .equals("True");
    }
}
