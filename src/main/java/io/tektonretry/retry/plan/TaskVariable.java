package io.tektonretry.retry.plan;

import java.util.Optional;

/**
 * A variable that speaks of another task of the pipeline.
 *
 * @param task name of the pipeline task; empty for {@code tasks.status}
 * @param kind what is asked of the task
 * @param name of the result or artifact; empty where none is asked for
 * @param accessor what is taken out of the value: empty for all of it, {@code [*]}, {@code [i]} or {@code .key}
 */
record TaskVariable(String task, Kind kind, String name, String accessor) {

    /** What a variable asks of a task. */
    enum Kind {
        RESULT,
        STATUS,
        REASON,
        AGGREGATE_STATUS,
        MATRIX_LENGTH,
        MATRIX_RESULT_LENGTH,
        OUTPUTS,
        INPUTS,
        UNKNOWN
    }

    static final String ALL = "[*]";

    /** Reads the expression inside of {@code $(…)}; empty when it does not speak of a task. */
    static Optional<TaskVariable> parse(String expression) {
        if (expression.equals("tasks.status")) {
            return Optional.of(new TaskVariable("", Kind.AGGREGATE_STATUS, "", ""));
        }
        int start = expression.startsWith("tasks.") ? 6 : expression.startsWith("finally.") ? 8 : -1;
        if (start < 0) {
            return Optional.empty();
        }
        int end = expression.indexOf('.', start);
        return end < 0
                ? Optional.empty()
                : Optional.of(of(expression.substring(start, end), expression.substring(end + 1)));
    }

    private static TaskVariable of(String task, String rest) {
        if (rest.startsWith("results.")) {
            return dotted(task, rest.substring(8));
        }
        if (rest.startsWith("results[")) {
            return bracketed(task, rest.substring(7));
        }
        if (rest.startsWith("matrix.") && rest.endsWith(".length") && !rest.equals("matrix.length")) {
            return new TaskVariable(
                    task, Kind.MATRIX_RESULT_LENGTH, rest.substring(7, rest.length() - ".length".length()), "");
        }
        String name = rest.substring(rest.indexOf('.') + 1);
        return switch (rest) {
            case "status" -> new TaskVariable(task, Kind.STATUS, "", "");
            case "reason" -> new TaskVariable(task, Kind.REASON, "", "");
            case "matrix.length" -> new TaskVariable(task, Kind.MATRIX_LENGTH, "", "");
            case "outputs" -> new TaskVariable(task, Kind.OUTPUTS, "", "");
            case "inputs" -> new TaskVariable(task, Kind.INPUTS, "", "");
            default ->
                new TaskVariable(
                        task,
                        rest.startsWith("outputs.")
                                ? Kind.OUTPUTS
                                : rest.startsWith("inputs.") ? Kind.INPUTS : Kind.UNKNOWN,
                        name,
                        "");
        };
    }

    private static TaskVariable dotted(String task, String result) {
        int bracket = result.indexOf('[');
        if (bracket > 0) {
            return new TaskVariable(
                    task, Kind.RESULT, result.substring(0, bracket), accessor(result.substring(bracket)));
        }
        int dot = result.indexOf('.');
        return dot < 0
                ? new TaskVariable(task, Kind.RESULT, result, "")
                : new TaskVariable(task, Kind.RESULT, result.substring(0, dot), result.substring(dot));
    }

    private static TaskVariable bracketed(String task, String brackets) {
        int close = brackets.indexOf(']');
        boolean quoted =
                close > 3 && "'\"".indexOf(brackets.charAt(1)) >= 0 && brackets.charAt(close - 1) == brackets.charAt(1);
        return quoted
                ? new TaskVariable(
                        task, Kind.RESULT, brackets.substring(2, close - 1), accessor(brackets.substring(close + 1)))
                : new TaskVariable(task, Kind.UNKNOWN, brackets, "");
    }

    /** {@code ['key']} is another way to write {@code .key}; {@code [0]} and {@code [*]} stay. */
    private static String accessor(String brackets) {
        boolean quoted = brackets.length() > 4 && "'\"".indexOf(brackets.charAt(1)) >= 0;
        boolean bare = brackets.length() > 2 && Character.isLetter(brackets.charAt(1));
        return quoted
                ? "." + brackets.substring(2, brackets.length() - 2)
                : bare ? "." + brackets.substring(1, brackets.length() - 1) : brackets;
    }
}
