package io.tektonretry.retry.plan;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The context variables of the root, which its retries keep: what was reused has them in tags, paths and names. */
final class Identity {

    private final Map<String, String> inSpec;
    private final Map<String, String> inBindings;

    Identity(ObjectNode root) {
        JsonNode metadata = root.path("metadata");
        JsonNode pipelineRef = root.path("spec").path("pipelineRef");
        Map<String, String> run = Map.of(
                "context.pipelineRun.name", Fields.text(metadata, "name"),
                "context.pipelineRun.namespace", Fields.text(metadata, "namespace"),
                "context.pipelineRun.uid", Fields.text(metadata, "uid"));
        String pipeline = Fields.text(pipelineRef, "name");
        inSpec = with(run, pipelineRef.isObject() ? pipeline : Fields.text(metadata, "name"));
        inBindings = with(run, pipeline);
    }

    /** A param that a pipeline declares, with the variables in its default frozen. */
    ObjectNode withFrozenDefault(ObjectNode param) {
        return TaskTexts.visitDefault(param, (place, text) -> frozen(text));
    }

    /** A param of the run with the variables in its value frozen, whose text comes before the context. */
    ObjectNode withFrozenValue(ObjectNode param) {
        return TaskTexts.visitParam(param, (place, text) -> frozen(text));
    }

    /** Freezes the variables in the path of a workspace ({@code getTaskrunWorkspaces}). */
    String frozenPath(String subPath) {
        return Variables.replace(subPath, inBindings::get);
    }

    /** A text of a pipeline task in which Tekton replaces the variables ({@code ApplyContexts}). */
    String frozen(String text) {
        return Variables.replace(text, inSpec::get);
    }

    private static Map<String, String> with(Map<String, String> run, String pipeline) {
        Map<String, String> all = new HashMap<>(run);
        all.put("context.pipeline.name", pipeline);
        return Map.copyOf(all);
    }
}
