package io.tektonretry.cluster.tekton;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what the status of a PipelineRun tells about its tasks. */
record RunStatus(ObjectNode status) {

    void children(RunFacts facts) {
        ArrayNode references = JsonNodeFactory.instance.arrayNode();
        for (PipelineTaskState task : facts.all()) {
            task.children().forEach(child -> references.add(reference(task, child)));
        }
        status.remove("childReferences");
        Json.setUnlessEmpty(status, "childReferences", references);
    }

    private static ObjectNode reference(PipelineTaskState task, ObjectNode child) {
        ObjectNode reference = Json.object();
        reference.set("apiVersion", child.path("apiVersion"));
        String displayName = displayName(task.task(), child);
        if (!displayName.isEmpty()) {
            reference.put("displayName", displayName);
        }
        reference.set("kind", child.path("kind"));
        reference.set("name", child.at("/metadata/name"));
        reference.put("pipelineTaskName", task.name());
        Json.setUnlessEmpty(reference, "whenExpressions", task.task().path("when"));
        return reference;
    }

    /** The names of matching included combinations win over the display name of the task. */
    private static String displayName(ObjectNode task, ObjectNode child) {
        Map<String, JsonNode> params = new HashMap<>();
        child.at("/spec/params").forEach(param -> params.put("params." + Json.name(param), param.path("value")));
        Substitution substitution = new Substitution(params);
        String ofCombinations = Json.stream(task.at("/matrix/include"))
                .filter(include -> include.has("name") && matches(include, params))
                .map(include -> substitution.apply(include.path("name")).asString(""))
                .collect(Collectors.joining(" "));
        return ofCombinations.isEmpty()
                ? substitution.apply(Json.text(Json.text(task, "displayName"))).asString("")
                : ofCombinations;
    }

    private static boolean matches(JsonNode include, Map<String, JsonNode> params) {
        return Json.stream(include.path("params"))
                .allMatch(param -> param.path("value").equals(params.get("params." + Json.name(param))));
    }

    void skips(RunFacts facts) {
        ArrayNode skipped = JsonNodeFactory.instance.arrayNode();
        for (PipelineTaskState task : facts.all()) {
            facts.skip(task).ifPresent(reason -> skipped.add(skip(task, reason)));
        }
        status.remove("skippedTasks");
        Json.setUnlessEmpty(status, "skippedTasks", skipped);
    }

    private static ObjectNode skip(PipelineTaskState task, String reason) {
        ObjectNode skip = Json.object().put("name", task.name()).put("reason", reason);
        if (!task.isFinally() || reason.equals(RunFacts.WHEN_FALSE)) {
            Json.setUnlessEmpty(skip, "whenExpressions", task.task().path("when"));
        }
        return skip;
    }

    /** The results of the pipeline; one that a task without success owes is left out. */
    void results(RunFacts facts, JsonNode declared, String run) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        Map<String, PipelineTaskState> tasks =
                facts.all().stream().collect(Collectors.toMap(PipelineTaskState::name, task -> task));
        Substitution substitution = new Substitution(facts.results().values());
        for (JsonNode result : declared) {
            var missing = ResultReference.in(result.path("value")).stream()
                    .filter(reference -> substitution.value(reference.variable()) == null)
                    .toList();
            if (missing.isEmpty()) {
                ObjectNode written = Json.object().put("name", Json.name(result));
                results.add(written.set("value", substitution.apply(result.path("value"))));
            } else if (missing.stream()
                    .map(reference -> tasks.get(reference.task()))
                    .filter(Objects::nonNull)
                    .anyMatch(PipelineTaskState::isSuccessful)) {
                throw new RunFailure(
                        "CouldntGetPipelineResult",
                        ("Failed to get PipelineResult from TaskRun Results for PipelineRun %s: invalid pipelineresults"
                                        + " [%s], the referenced results don't exist")
                                .formatted(run, Json.name(result)));
            }
        }
        Json.setUnlessEmpty(status, "results", results);
    }
}
