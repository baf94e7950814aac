package io.tektonretry.cluster;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps of simulated pods write. */
public interface StepOutput {

    /** Says which step of which task it was, and whether it failed. */
    StepOutput PLAIN = (taskRun, attempt, step) -> {
        String begun = "+ %s of %s\nworking on it\n"
                .formatted(
                        step.path("name").asString(""),
                        taskRun.at("/metadata/labels/tekton.dev~1pipelineTask").asString("task"));
        JsonNode ended = step.path("terminated");
        if (ended.isMissingNode()) {
            return begun;
        }
        return ended.path("exitCode").asInt(0) == 0
                ? begun + "done\n"
                : begun
                        + "error: %s\nexit code %d\n"
                                .formatted(
                                        attempt.at("/conditions/0/message").asString("it failed"),
                                        ended.path("exitCode").asInt());
    };

    /**
     * The whole text of a step that has ended; of a running one the text that it begins with.
     *
     * @param attempt the current or archived status of the TaskRun
     * @param step its state in that status
     */
    String of(ObjectNode taskRun, JsonNode attempt, JsonNode step);
}
