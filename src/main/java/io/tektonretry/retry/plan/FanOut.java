package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a matrix that runs again: exactly the combinations that did not succeed, as a list of inclusions (section 5). */
final class FanOut {

    private FanOut() {}

    /**
     * The positions of the combinations that run again, or none when the matrix runs whole: because all or nothing of it is left,
     * because somebody takes its results as a list, or because it was asked for.
     */
    static List<Integer> part(
            PipelineTask task, BasePipeline base, TaskRecord record, TaskDecisions decisions, RetryOptions options) {
        Decision decision = decisions.of(task);
        boolean ownFault = record.outcome() != Outcome.SUCCEEDED && decision.because() != RetryActionReason.REQUESTED;
        if (!task.isMatrix()
                || !decision.runs()
                || !ownFault
                || options.matrixPolicy() == RetryOptions.MatrixPolicy.WHOLE_TASK
                || isConsumed(task, base, decisions)) {
            return List.of();
        }
        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < record.children().size(); i++) {
            if (record.children().get(i).outcome() != Outcome.SUCCEEDED) {
                failed.add(i);
            }
        }
        return failed.size() < record.children().size() ? failed : List.of();
    }

    static void restrict(ObjectNode spec, PipelineTask task, TaskRecord record, List<Integer> part) {
        ObjectNode matrix = spec.putObject("matrix");
        ArrayNode include = matrix.putArray("include");
        for (int position : part) {
            Child child = record.children().get(position);
            ObjectNode entry = include.addObject().put("name", displayName(task, child, position));
            ArrayNode params = entry.putArray("params");
            Combination.of(task, child)
                    .values()
                    .forEach((name, value) ->
                            params.addObject().put("name", name).put("value", value));
        }
    }

    private static String displayName(PipelineTask task, Child child, int position) {
        String shown = child.displayName();
        return shown.isEmpty() ? task.name() + "-" + position : shown;
    }

    private static boolean isConsumed(PipelineTask task, BasePipeline base, TaskDecisions decisions) {
        boolean byTask = base.tasks().values().stream()
                .filter(other -> decisions.keeps(base, other))
                .flatMap(other -> other.variables().stream())
                .anyMatch(variable -> variable.task().equals(task.name()) && takesList(variable));
        return byTask || byResult(base.spec().path("results"), task);
    }

    private static boolean byResult(JsonNode results, PipelineTask task) {
        return results.toString().contains("tasks." + task.name() + ".results");
    }

    private static boolean takesList(TaskVariable variable) {
        return switch (variable.kind()) {
            case RESULT, MATRIX_LENGTH, MATRIX_RESULT_LENGTH -> true;
            default -> false;
        };
    }
}
