package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Moves values into params that Tekton resolves, but whose literals its webhook rejects.
 *
 * <p>A spec resolved from a reference has the run's params substituted: a {@code when} may have got its values from an
 * empty list, a matrix may have more combinations than allowed. As params, both are valid again.
 */
final class ResolvedLiterals {

    /** Tekton's default for {@code default-max-matrix-combinations-count}. */
    private static final int ADMITTED_COMBINATIONS = 256;

    private final RetryParams params;
    private final int position;

    ResolvedLiterals(RetryParams params, int position) {
        this.params = params;
        this.position = position;
    }

    /** A task with these values moved; names of the params are added to {@code injected}. */
    ObjectNode moved(ObjectNode task, Set<String> injected) {
        Rewritten moved = Rewritten.of(task)
                .field("when", list -> Rewritten.objects(list, when -> moveEmptyValues(when, injected)));
        if (MatrixShape.count(task.path("matrix")) > ADMITTED_COMBINATIONS) {
            String name = Fields.text(task, "name");
            moved.field("matrix", matrix -> Rewritten.object(matrix, shape -> moveLists(name, shape, injected)));
        }
        return moved.object();
    }

    private ObjectNode moveEmptyValues(ObjectNode when, Set<String> injected) {
        if (!when.path("values").isEmpty() || Fields.text(when, "operator").isEmpty()) {
            return when;
        }
        ArrayNode values = JsonNodeFactory.instance.arrayNode().add(listed("empty", List.of(), injected));
        return Rewritten.of(when).set("values", values).object();
    }

    private ObjectNode moveLists(String task, ObjectNode matrix, Set<String> injected) {
        return Rewritten.of(matrix)
                .field("params", params -> Rewritten.objects(params, param -> moveList(task, param, injected)))
                .object();
    }

    private ObjectNode moveList(String task, ObjectNode param, Set<String> injected) {
        if (!(param.path("value") instanceof ArrayNode list
                && list.valueStream().allMatch(ResolvedLiterals::isLiteral))) {
            return param;
        }
        List<String> texts = list.valueStream().map(JsonNode::stringValue).toList();
        String reference = listed(task + "-" + Fields.text(param, "name"), texts, injected);
        return Rewritten.of(param).set("value", StringNode.valueOf(reference)).object();
    }

    private String listed(String what, List<String> list, Set<String> injected) {
        RetryParam param = params.bring(new RetryParams.Origin(position, "list", what), RecordedValue.list(list));
        injected.add(param.name());
        return Variables.of("params." + param.name() + "[*]");
    }

    private static boolean isLiteral(JsonNode element) {
        return element.isString() && !element.stringValue().contains("$(");
    }
}
