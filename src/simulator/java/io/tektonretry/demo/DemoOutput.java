package io.tektonretry.demo;

import io.tektonretry.cluster.StepOutput;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps of the made-up pipelines write; those of other pipelines write plain lines. */
public final class DemoOutput implements StepOutput {

    @Override
    public String of(ObjectNode taskRun, JsonNode attempt, JsonNode step) {
        String name = step.path("name").asString("");
        Optional<Tool> tool = attempt.path("taskSpec")
                .path("steps")
                .valueStream()
                .filter(declared -> declared.path("name").asString("").equals(name))
                .flatMap(declared -> Tool.ofImage(declared.path("image").asString("")).stream())
                .findFirst();
        return tool.map(found -> text(found, taskRun, attempt, step)).orElseGet(() -> PLAIN.of(taskRun, attempt, step));
    }

    private static String text(Tool tool, ObjectNode taskRun, JsonNode attempt, JsonNode step) {
        if (!step.has("terminated")) {
            return tool.opening();
        }
        JsonNode condition = attempt.path("conditions").path(0);
        return condition.path("status").asString("").equals("True")
                ? tool.success()
                : tool.failure(Cause.ofReason(condition.path("reason").asString("")), variant(taskRun));
    }

    /** The same branch fails in the same way. */
    static int variant(ObjectNode taskRun) {
        JsonNode metadata = taskRun.path("metadata");
        String branch = metadata.path("annotations")
                        .path("pipelinesascode.tekton.dev/source-branch")
                        .asString("")
                + metadata.path("labels")
                        .path("pipelinesascode.tekton.dev/pull-request")
                        .asString("");
        return (int) (RunWriter.seed(branch) >>> 40);
    }
}
