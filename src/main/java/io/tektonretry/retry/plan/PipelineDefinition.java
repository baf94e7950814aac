package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks whether a Pipeline is the one that a run has resolved: after substituting the params and the identity of the
 * run it must be equal. Then it shows where the params were.
 */
public final class PipelineDefinition {

    private static final List<String> SECTIONS = List.of("tasks", "finally");

    private PipelineDefinition() {}

    /** The lineage as if its pipeline were inline in the base run; empty when the base has run another definition. */
    public static Optional<List<AttemptDocuments>> in(List<AttemptDocuments> lineage, ObjectNode definition) {
        String base = Lineage.of(lineage).base().uid();
        List<AttemptDocuments> runs = new ArrayList<>();
        for (AttemptDocuments run : lineage) {
            boolean isBase = base.equals(Fields.text(run.pipelineRun().path("metadata"), "uid"));
            if (isBase && !hasRun(run.pipelineRun(), definition)) {
                return Optional.empty();
            }
            runs.add(isBase ? inline(run, definition) : run);
        }
        return Optional.of(runs);
    }

    /**
     * Name of the Pipeline in the cluster that is needed to change params; empty when none is needed, or when a
     * resolver provides it.
     */
    public static Optional<String> wanted(List<AttemptDocuments> lineage, RetryOptions options) {
        JsonNode spec = Lineage.of(lineage).base().run().path("spec");
        JsonNode reference = spec.path("pipelineRef");
        boolean wanted = !options.params().isEmpty()
                && !spec.path("pipelineSpec").isObject()
                && !reference.has("resolver")
                && !reference.has("bundle");
        return Optional.of(Fields.text(reference, "name")).filter(name -> wanted && !name.isEmpty());
    }

    /** Whether the run has run this definition; false if in doubt. */
    static boolean hasRun(ObjectNode run, ObjectNode definition) {
        JsonNode resolved = run.path("status").path("pipelineSpec");
        ParamValues params = new ParamValues(values(run, definition));
        return resolved.isObject()
                && SECTIONS.stream()
                        .allMatch(section -> expected(run, definition, section, params)
                                .equals(Plain.of(JsonNodeFactory.instance
                                        .arrayNode()
                                        .addAll(Fields.objects(resolved, section)))));
    }

    /** The run as if its pipeline were inline. */
    private static AttemptDocuments inline(AttemptDocuments recorded, ObjectNode definition) {
        ObjectNode run = withSpec(recorded.pipelineRun(), definition);
        return new AttemptDocuments(
                run, recorded.children(), recorded.goneUids(), recorded.parentUid(), recorded.renewed());
    }

    private static ObjectNode withSpec(ObjectNode run, ObjectNode definition) {
        return Rewritten.of(run)
                .field(
                        "spec",
                        spec -> Rewritten.object(
                                spec,
                                object -> Rewritten.of(object)
                                        .set("pipelineSpec", definition)
                                        .object()))
                .object();
    }

    private static Map<String, JsonNode> values(ObjectNode run, ObjectNode definition) {
        Map<String, JsonNode> given = new HashMap<>();
        Fields.list(definition, "params").stream()
                .filter(param -> param.has("default"))
                .forEach(param -> given.put(Fields.text(param, "name"), param.path("default")));
        Fields.list(run.path("spec"), "params")
                .forEach(param -> given.put(Fields.text(param, "name"), param.path("value")));
        return given;
    }

    private static JsonNode expected(ObjectNode run, ObjectNode definition, String section, ParamValues params) {
        return Plain.of(resolved(run, definition, section, params));
    }

    private static ArrayNode resolved(ObjectNode run, ObjectNode definition, String section, ParamValues params) {
        Identity identity = new Identity(run);
        Map<String, String> workspaces = workspaces(run, definition);
        ArrayNode tasks = JsonNodeFactory.instance.arrayNode();
        for (ObjectNode task : Fields.objects(definition, section)) {
            tasks.add(TaskTexts.visit(
                    params.in(task),
                    (place, text) ->
                            Variables.replace(identity.inTask(Fields.text(task, "name"), text), workspaces::get)));
        }
        return tasks;
    }

    /** The tasks of a definition as Tekton would resolve them for the run, with these values of the params. */
    static List<ResolvedTask> resolved(ObjectNode run, ObjectNode definition, Map<String, JsonNode> params) {
        ParamValues values = new ParamValues(params);
        List<ResolvedTask> tasks = new ArrayList<>();
        for (String section : SECTIONS) {
            resolved(run, definition, section, values)
                    .forEach(task -> tasks.add(new ResolvedTask((ObjectNode) task, "finally".equals(section))));
        }
        return tasks;
    }

    /** The run as if it had been given the definition. */
    static ObjectNode given(ObjectNode run, ObjectNode definition) {
        ParamValues params = new ParamValues(values(run, definition));
        Rewritten resolved = Rewritten.of(definition);
        SECTIONS.forEach(section -> resolved.field(section, tasks -> resolved(run, definition, section, params)));
        ObjectNode status =
                run.path("status") instanceof ObjectNode recorded ? recorded : JsonNodeFactory.instance.objectNode();
        return Rewritten.of(withSpec(run, definition))
                .set(
                        "status",
                        Rewritten.of(status)
                                .set("pipelineSpec", resolved.object())
                                .object())
                .object();
    }

    private static Map<String, String> workspaces(ObjectNode run, ObjectNode definition) {
        Set<String> bound = new HashSet<>();
        Fields.objects(run.path("spec"), "workspaces").forEach(binding -> bound.add(Fields.text(binding, "name")));
        Map<String, String> variables = new HashMap<>();
        Fields.objects(definition, "workspaces").forEach(workspace -> {
            String name = Fields.text(workspace, "name");
            variables.put("workspaces." + name + ".bound", String.valueOf(bound.contains(name)));
        });
        return variables;
    }
}
