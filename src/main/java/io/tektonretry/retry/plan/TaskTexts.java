package io.tektonretry.retry.plan;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Visits every text of a pipeline task in which Tekton substitutes variables ({@code ApplyReplacements}, {@code ApplyTaskResults},
 * {@code PropagateResults}); a nested {@code pipelineSpec}, the raw spec of a custom task and
 * the reference of a step to its action are not among them.
 */
final class TaskTexts {

    /** Sees a text and answers what shall stand there. */
    @FunctionalInterface
    interface Visitor {
        String visit(Place place, String text);
    }

    private static final List<String> EMBEDDED_FIELDS = List.of("steps", "stepTemplate", "sidecars", "volumes");

    private static final List<String> BINDING_FIELDS =
            List.of("persistentVolumeClaim", "configMap", "secret", "projected", "csi");

    private final Visitor visitor;

    private TaskTexts(Visitor visitor) {
        this.visitor = visitor;
    }

    /** Visits the texts of a task and puts the answers into it. */
    static void visit(ObjectNode task, Visitor visitor) {
        new TaskTexts(visitor).task(task);
    }

    /** Visits the texts of a list of params, as of a task or a run. */
    static void visitParams(JsonNode owner, String field, Visitor visitor) {
        new TaskTexts(visitor).params(owner, field, Place.PARAM);
    }

    /** Visits the texts of a workspace's binding in a run, but for its {@code volumeClaimTemplate} ({@code ReplaceWorkspaceBindingsVars}). */
    static void visitBinding(ObjectNode binding, Visitor visitor) {
        TaskTexts texts = new TaskTexts(visitor);
        texts.field(binding, "subPath", Place.WORKSPACE_BINDING);
        BINDING_FIELDS.forEach(source -> texts.everything(binding.path(source), Place.WORKSPACE_BINDING));
    }

    /** Visits the default of a param that a pipeline declares. */
    static void visitDefault(ObjectNode param, Visitor visitor) {
        TaskTexts texts = new TaskTexts(visitor);
        texts.field(param, "default", Place.PARAM);
        texts.everything(param.path("default"), Place.PARAM_ELEMENT);
    }

    /** The texts of a param's value: the one, or those in a list or an object. */
    static List<String> texts(JsonNode value) {
        Stream<JsonNode> all = value.isString() ? Stream.of(value) : value.valueStream();
        return all.filter(JsonNode::isString).map(JsonNode::stringValue).toList();
    }

    private void task(ObjectNode task) {
        boolean matrixed = task.path("matrix").isObject();
        field(task, "displayName", matrixed ? Place.MATRIX_DISPLAY_NAME : Place.DISPLAY_NAME);
        params(task, "params", Place.PARAM);
        params(task.path("matrix"), "params", Place.MATRIX_PARAM);
        Fields.objects(task.path("matrix"), "include")
                .forEach(include -> params(include, "params", Place.MATRIX_INCLUDE));
        Fields.objects(task, "when").forEach(this::when);
        if (task.path("taskRef") instanceof ObjectNode taskRef) {
            field(taskRef, "name", Place.TASK_REF);
            params(taskRef, "params", Place.TASK_REF);
        }
        Fields.objects(task, "workspaces").forEach(workspace -> field(workspace, "subPath", Place.SUB_PATH));
        embedded(task.path("taskSpec"));
    }

    private void when(ObjectNode when) {
        field(when, "input", Place.WHEN_INPUT);
        field(when, "cel", Place.WHEN_CEL);
        elements(when.path("values"), Place.WHEN_VALUE);
    }

    private void params(JsonNode owner, String field, Place place) {
        for (ObjectNode param : Fields.objects(owner, field)) {
            JsonNode value = param.path("value");
            field(param, "value", place);
            elements(value, place == Place.PARAM ? Place.PARAM_ELEMENT : place);
            if (value instanceof ObjectNode object) {
                names(object).forEach(name -> field(object, name, place == Place.PARAM ? Place.PARAM_VALUE : place));
            }
        }
    }

    private void embedded(JsonNode taskSpec) {
        EMBEDDED_FIELDS.forEach(field -> everything(taskSpec.path(field), Place.EMBEDDED));
        Fields.objects(taskSpec, "workspaces").forEach(workspace -> field(workspace, "mountPath", Place.EMBEDDED));
    }

    private void everything(JsonNode node, Place place) {
        if (node instanceof ObjectNode object) {
            for (String name : names(object)) {
                if (name.equals("params")) {
                    params(object, name, Place.EMBEDDED_ELEMENT);
                } else if (!name.equals("ref")) {
                    field(object, name, place);
                    everything(object.path(name), place);
                }
            }
        } else if (node.isArray()) {
            elements(node, place == Place.EMBEDDED ? Place.EMBEDDED_ELEMENT : place);
            node.forEach(element -> everything(element, place));
        }
    }

    private void elements(JsonNode list, Place place) {
        if (list instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.get(i) instanceof StringNode text) {
                    String answer = visitor.visit(place, text.stringValue());
                    if (!answer.equals(text.stringValue())) {
                        array.set(i, StringNode.valueOf(answer));
                    }
                }
            }
        }
    }

    private void field(ObjectNode owner, String field, Place place) {
        if (owner.path(field) instanceof StringNode text) {
            String answer = visitor.visit(place, text.stringValue());
            if (!answer.equals(text.stringValue())) {
                owner.put(field, answer);
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        return List.copyOf(object.propertyNames());
    }
}
