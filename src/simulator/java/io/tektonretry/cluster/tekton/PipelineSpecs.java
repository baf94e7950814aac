package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the pipeline of a run and puts its parameters and context variables in. */
final class PipelineSpecs {

    private final Api api;

    PipelineSpecs(Api api) {
        this.api = api;
    }

    /** The pipeline as an object: the one referred to, or one made of the inline spec. */
    ObjectNode pipeline(ObjectNode run) {
        JsonNode inline = run.path("spec").path("pipelineSpec");
        if (inline.isObject()) {
            ObjectNode pipeline = Json.object();
            pipeline.set("spec", inline);
            pipeline.set("metadata", run.path("metadata"));
            return pipeline;
        }
        String namespace = run.at("/metadata/namespace").asString();
        String name = Json.name(run.path("spec").path("pipelineRef"));
        return api.get("Pipeline", namespace, name)
                .orElseThrow(() -> new RunFailure(
                        "CouldntGetPipeline",
                        ("Error retrieving pipeline for pipelinerun %s/%s: error when getting Pipeline for PipelineRun %2$s:"
                                        + " tekton client cannot get pipeline %s from local cluster: pipelines.tekton.dev \"%3$s\" not found")
                                .formatted(namespace, Json.name(run.path("metadata")), name)));
    }

    /** The name that the label {@code tekton.dev/pipeline} shall have. */
    static String label(ObjectNode run, ObjectNode pipeline) {
        String present = Json.text(run.path("metadata").path("labels"), TektonKeys.PIPELINE);
        String prefix = Json.text(pipeline.path("metadata"), "generateName");
        if (prefix.isEmpty()) {
            return Json.name(pipeline.path("metadata"));
        }
        return present.isEmpty() ? prefix.replaceAll("-$", "") : present;
    }

    /** What {@code status.pipelineSpec} shows. */
    ObjectNode substituted(ObjectNode run, ObjectNode raw, String pipelineName) {
        Map<String, JsonNode> params = params(run, raw);
        Map<String, JsonNode> contexts = contexts(run, raw, pipelineName);
        ObjectNode spec = raw.deepCopy();
        for (String list : new String[] {"tasks", "finally"}) {
            if (raw.has(list)) {
                spec.set(
                        list,
                        Json.array(Json.stream(raw.path(list))
                                .map(task -> substituted((ObjectNode) task, params, contexts))
                                .toList()));
            }
        }
        return spec;
    }

    private static ObjectNode substituted(
            ObjectNode task, Map<String, JsonNode> params, Map<String, JsonNode> contexts) {
        ObjectNode result = task.deepCopy();
        JsonNode taskSpec = task.path("taskSpec");
        result.remove("taskSpec");
        result = new Substitution(contexts).applyToFields(new Substitution(params).applyToFields(result));
        keepDisplayNameOfMatrix(task, result);
        if (taskSpec instanceof ObjectNode embedded) {
            Map<String, JsonNode> visible = new HashMap<>(params);
            embedded.path("params").forEach(param -> visible.remove("params." + Json.name(param)));
            ObjectNode substituted = new Substitution(contexts)
                    .applyToFields(new Substitution(visible).applyToFields(embedded.deepCopy()));
            Json.addMissing(substituted, embedded);
            result.set("taskSpec", substituted);
        }
        return result;
    }

    /** Its parameters are those of each combination. */
    private static void keepDisplayNameOfMatrix(ObjectNode task, ObjectNode result) {
        if (task.has("matrix") && task.has("displayName")) {
            result.set("displayName", task.path("displayName"));
        }
    }

    private static Map<String, JsonNode> params(ObjectNode run, ObjectNode spec) {
        Map<String, JsonNode> values = new HashMap<>();
        List<String> missing = new ArrayList<>();
        run.path("spec").path("params").forEach(param -> values.put("params." + Json.name(param), param.path("value")));
        for (JsonNode param : spec.path("params")) {
            String name = "params." + Json.name(param);
            if (param.has("default")) {
                values.putIfAbsent(name, param.path("default"));
            } else if (!values.containsKey(name)) {
                missing.add(Json.name(param));
            }
        }
        if (!missing.isEmpty()) {
            String namespace = run.at("/metadata/namespace").asString();
            throw new RunFailure(
                    "ParameterMissing",
                    ("[User error] PipelineRun %s/%s is missing some parameters required by Pipeline %1$s/%s:"
                                    + " pipelineRun missing parameters: [%s]")
                            .formatted(
                                    namespace,
                                    Json.name(run.path("metadata")),
                                    Json.text(run.path("metadata").path("labels"), TektonKeys.PIPELINE),
                                    String.join(" ", missing)));
        }
        return values;
    }

    private static Map<String, JsonNode> contexts(ObjectNode run, ObjectNode spec, String pipelineName) {
        Map<String, JsonNode> values = new HashMap<>();
        JsonNode metadata = run.path("metadata");
        values.put("context.pipelineRun.name", metadata.path("name"));
        values.put("context.pipelineRun.namespace", metadata.path("namespace"));
        values.put("context.pipelineRun.uid", metadata.path("uid"));
        values.put("context.pipeline.name", Json.text(pipelineName));
        List<String> bound =
                Json.stream(run.path("spec").path("workspaces")).map(Json::name).toList();
        spec.path("workspaces")
                .forEach(workspace -> values.put(
                        "workspaces." + Json.name(workspace) + ".bound",
                        Json.text(Boolean.toString(bound.contains(Json.name(workspace))))));
        return values;
    }
}
