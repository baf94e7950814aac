package io.tektonretry.retry.plan;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Visits every text of a pipeline task in which Tekton substitutes variables ({@code ApplyReplacements}, {@code
 * ApplyTaskResults}, {@code PropagateResults}); a nested {@code pipelineSpec}, the raw spec of a custom task and a
 * step's reference to a StepAction are not included.
 */
final class TaskTexts {

    /** Receives a text and returns its replacement. */
    @FunctionalInterface
    interface Visitor {
        String visit(SubstitutionSite place, String text);
    }

    private static final List<String> EMBEDDED_FIELDS = List.of("steps", "stepTemplate", "sidecars", "volumes");

    private static final List<String> BINDING_FIELDS =
            List.of("persistentVolumeClaim", "configMap", "secret", "projected", "csi");

    private final Visitor visitor;

    private TaskTexts(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Visits the texts of a task; returns the task with their replacements. */
    static ObjectNode visit(ObjectNode task, Visitor visitor) {
        return new TaskTexts(visitor).task(task);
    }

    /** Visits the texts in the value of a param of a task or run. */
    static ObjectNode visitParam(ObjectNode param, Visitor visitor) {
        return new TaskTexts(visitor).param(param, SubstitutionSite.PARAM);
    }

    /**
     * Visits the texts of a run's workspace binding, except for its {@code volumeClaimTemplate} ({@code
     * ReplaceWorkspaceBindingsVars}).
     */
    static ObjectNode visitBinding(ObjectNode binding, Visitor visitor) {
        TaskTexts texts = new TaskTexts(visitor);
        Rewritten visited =
                Rewritten.of(binding).field("subPath", path -> texts.text(path, SubstitutionSite.WORKSPACE_BINDING));
        BINDING_FIELDS.forEach(
                field -> visited.field(field, source -> texts.everything(source, SubstitutionSite.WORKSPACE_BINDING)));
        return visited.object();
    }

    /** Visits the default of a declared pipeline param. */
    static ObjectNode visitDefault(ObjectNode param, Visitor visitor) {
        TaskTexts texts = new TaskTexts(visitor);
        return Rewritten.of(param)
                .field(
                        "default",
                        value -> texts.everything(
                                texts.text(value, SubstitutionSite.PARAM), SubstitutionSite.PARAM_ELEMENT))
                .object();
    }

    /** The texts of a param's value: the single one, or those in a list or object. */
    static List<String> texts(JsonNode value) {
        Stream<JsonNode> all = value.isString() ? Stream.of(value) : value.valueStream();
        return all.filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }

    private ObjectNode task(ObjectNode task) {
        SubstitutionSite displayName =
                task.path("matrix").isObject() ? SubstitutionSite.MATRIX_DISPLAY_NAME : SubstitutionSite.DISPLAY_NAME;
        return Rewritten.of(task)
                .field("displayName", name -> text(name, displayName))
                .field("params", params -> params(params, SubstitutionSite.PARAM))
                .field("matrix", matrix -> Rewritten.object(matrix, this::matrix))
                .field("when", expressions -> Rewritten.objects(expressions, this::when))
                .field("taskRef", taskRef -> Rewritten.object(taskRef, this::taskRef))
                .field("workspaces", workspaces -> paths(workspaces, "subPath", SubstitutionSite.SUB_PATH))
                .field("taskSpec", taskSpec -> Rewritten.object(taskSpec, this::embedded))
                .object();
    }

    private ObjectNode matrix(ObjectNode matrix) {
        return Rewritten.of(matrix)
                .field("params", params -> params(params, SubstitutionSite.MATRIX_PARAM))
                .field("include", list -> Rewritten.objects(list, this::include))
                .object();
    }

    private ObjectNode include(ObjectNode include) {
        return Rewritten.of(include)
                .field("params", params -> params(params, SubstitutionSite.MATRIX_INCLUDE))
                .object();
    }

    private ObjectNode when(ObjectNode when) {
        return Rewritten.of(when)
                .field("input", input -> text(input, SubstitutionSite.WHEN_INPUT))
                .field("cel", cel -> text(cel, SubstitutionSite.WHEN_CEL))
                .field(
                        "values",
                        values -> Rewritten.elements(values, value -> text(value, SubstitutionSite.WHEN_VALUE)))
                .object();
    }

    private ObjectNode taskRef(ObjectNode taskRef) {
        return Rewritten.of(taskRef)
                .field("name", name -> text(name, SubstitutionSite.TASK_REF))
                .field("params", params -> params(params, SubstitutionSite.TASK_REF))
                .object();
    }

    private JsonNode paths(JsonNode workspaces, String field, SubstitutionSite place) {
        return Rewritten.objects(
                workspaces,
                workspace -> Rewritten.of(workspace)
                        .field(field, path -> text(path, place))
                        .object());
    }

    private ObjectNode embedded(ObjectNode taskSpec) {
        Rewritten visited = Rewritten.of(taskSpec);
        EMBEDDED_FIELDS.forEach(field -> visited.field(field, value -> everything(value, SubstitutionSite.EMBEDDED)));
        return visited.field("workspaces", workspaces -> paths(workspaces, "mountPath", SubstitutionSite.EMBEDDED))
                .object();
    }

    private JsonNode params(JsonNode params, SubstitutionSite place) {
        return Rewritten.objects(params, param -> param(param, place));
    }

    private ObjectNode param(ObjectNode param, SubstitutionSite place) {
        return Rewritten.of(param).field("value", value -> value(value, place)).object();
    }

    private JsonNode value(JsonNode value, SubstitutionSite place) {
        if (value instanceof ObjectNode object) {
            SubstitutionSite field = place == SubstitutionSite.PARAM ? SubstitutionSite.PARAM_VALUE : place;
            return Rewritten.fields(object, (name, text) -> text(text, field));
        }
        SubstitutionSite element = place == SubstitutionSite.PARAM ? SubstitutionSite.PARAM_ELEMENT : place;
        return value.isString() ? text(value, place) : Rewritten.elements(value, text -> text(text, element));
    }

    /** Visits the texts in a list or object, at any depth. */
    private JsonNode everything(JsonNode node, SubstitutionSite place) {
        if (node instanceof ObjectNode object) {
            return Rewritten.fields(object, (name, value) -> switch (name) {
                case "params" -> params(value, SubstitutionSite.EMBEDDED_ELEMENT);
                case "ref" -> value;
                default -> everything(text(value, place), place);
            });
        }
        SubstitutionSite inList = place == SubstitutionSite.EMBEDDED ? SubstitutionSite.EMBEDDED_ELEMENT : place;
        return Rewritten.elements(node, element -> everything(text(element, inList), place));
    }

    private JsonNode text(JsonNode node, SubstitutionSite place) {
        if (!(node instanceof StringNode text)) {
            return node;
        }
        String answer = visitor.visit(place, text.stringValue());
        return answer.equals(text.stringValue()) ? text : StringNode.valueOf(answer);
    }
}
