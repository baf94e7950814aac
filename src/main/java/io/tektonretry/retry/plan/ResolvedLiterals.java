package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Moves into params what Tekton resolves to, but its webhook doesn't admit as a literal.
 *
 * <p>A spec that was resolved from a reference has the run's params in place: a {@code when} whose values came from an empty list, a
 * matrix of more combinations than are admitted. Behind a param both are as they were before.
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

    /** Rewrites a task; names of the params are added to {@code injected}. */
    void move(ObjectNode task, Set<String> injected) {
        for (ObjectNode when : Fields.objects(task, "when")) {
            if (when.path("values").isEmpty() && !Fields.text(when, "operator").isEmpty()) {
                when.putArray("values").add(listed("empty", List.of(), injected));
            }
        }
        if (MatrixShape.count(task.path("matrix")) > ADMITTED_COMBINATIONS) {
            Fields.objects(task.path("matrix"), "params").forEach(param -> moveList(task, param, injected));
        }
    }

    private void moveList(ObjectNode task, ObjectNode param, Set<String> injected) {
        if (param.path("value") instanceof ArrayNode list && list.valueStream().allMatch(ResolvedLiterals::isLiteral)) {
            String what = Fields.text(task, "name") + "-" + Fields.text(param, "name");
            param.put(
                    "value",
                    listed(what, list.valueStream().map(JsonNode::stringValue).toList(), injected));
        }
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
