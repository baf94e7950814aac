package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The combinations of a matrix that run again, as a matrix that includes just these ({@code Matrix.FanOut}). */
final class FailedCombinations {

    private FailedCombinations() {}

    /** Whether the combinations of a task can be distinguished and listed. */
    static boolean areExpressible(SpecTask task, TaskRecord record) {
        MatrixShape shape = task.matrixShape();
        List<Map<String, String>> combinations = record.cells().stream()
                .map(cell -> shape.combination(cell.child()))
                .toList();
        boolean texts = record.cells().stream()
                .flatMap(cell -> shape.names().stream().map(cell.child()::param))
                .allMatch(value -> value.isString() || value.isMissingNode());
        return texts
                && combinations.stream().distinct().count() == combinations.size()
                && combinations.stream()
                        .allMatch(combination -> !combination.isEmpty()
                                && combination.values().stream().noneMatch(value -> value.contains("$(")));
    }

    /** The matrix of these combinations, named as in their last attempts. */
    static ObjectNode matrix(SpecTask task, TaskRecord record, List<Integer> positions) {
        ObjectNode matrix = JsonNodeFactory.instance.objectNode();
        var include = matrix.putArray("include");
        for (int position : positions) {
            Child child = record.cells().get(position).child();
            ObjectNode entry = include.addObject();
            entry.put("name", child.displayName().isEmpty() ? task.name() + "-" + position : child.displayName());
            var params = entry.putArray("params");
            Map<String, String> combination = task.matrixShape().combination(child);
            task.matrixShape().names().stream()
                    .filter(combination::containsKey)
                    .forEach(name -> params.addObject().put("name", name).put("value", combination.get(name)));
        }
        return matrix;
    }
}
