package io.tektonretry.retry.plan;

import static io.tektonretry.retry.plan.GeneratedPipeline.object;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the TaskRuns and CustomRuns of a run as they stand at their end. */
final class Children {

    /** How a child ended. */
    enum Ending {
        SUCCEEDED("Succeeded"),
        FAILED("StepFailed"),
        IGNORED("FailureIgnored"),
        CANCELLED("TaskRunCancelled"),
        TIMED_OUT("TaskRunCancelled");

        private final String reason;

        Ending(String reason) {
            this.reason = reason;
        }

        boolean writes() {
            return this == SUCCEEDED || this == IGNORED;
        }
    }

    private Children() {}

    static ObjectNode child(
            ResolvedRun run,
            ObjectNode task,
            Map<String, JsonNode> combination,
            String suffix,
            Ending ending,
            Map<String, JsonNode> results) {
        boolean custom = task.path("taskRef").has("apiVersion");
        String name = run.name() + "-" + task.path("name").stringValue() + suffix;
        ObjectNode child = object().put("apiVersion", custom ? "tekton.dev/v1beta1" : "tekton.dev/v1");
        child.put("kind", custom ? "CustomRun" : "TaskRun");
        ObjectNode metadata = child.putObject("metadata");
        metadata.put("name", name).put("namespace", "ci").put("uid", run.uid() + "/" + name);
        metadata.putObject("labels")
                .put("tekton.dev/pipelineTask", task.path("name").stringValue());
        ObjectNode spec = child.putObject("spec");
        ArrayNode params = spec.putArray("params");
        combination.forEach((key, value) -> params.addObject().put("name", key).set("value", value));
        task.path("params").forEach(params::add);
        if (ending == Ending.TIMED_OUT) {
            spec.put("statusMessage", "TaskRun cancelled as the PipelineRun it belongs to has timed out.");
        }
        ObjectNode status = child.putObject("status").put("startTime", "2026-01-01T00:00:00Z");
        status.putArray("conditions")
                .addObject()
                .put("type", "Succeeded")
                .put("status", ending == Ending.SUCCEEDED ? "True" : "False")
                .put("reason", custom && ending == Ending.CANCELLED ? "CustomRunCancelled" : ending.reason);
        if (!custom && task.path("taskRef").has("name")) {
            status.set("taskSpec", GeneratedPipeline.TASK);
        }
        if (task.has("retries") && ending == Ending.FAILED) {
            status.putArray("retriesStatus").addObject().putArray("conditions");
        }
        ArrayNode written = status.putArray("results");
        results.forEach((key, value) -> written.addObject().put("name", key).set("value", value));
        return child;
    }
}
