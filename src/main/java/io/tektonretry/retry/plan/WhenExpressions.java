package io.tektonretry.retry.plan;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Evaluates the {@code when} of a task as far as values are known. */
final class WhenExpressions {

    /** The known values of referenced tasks. */
    interface Known {

        /** The value of a result; null when not known. */
        @Nullable
        RecordedValue result(Reference.Result result);

        /** A status or reason of tasks, by the name of the variable; null when not known. */
        default @Nullable String state(String variable) {
            return null;
        }
    }

    /** The kinds of variables that Tekton replaces in an expression; anything else is text. */
    private static final Set<String> KINDS = Set.of("params", "tasks", "finally", "context", "workspaces");

    private final Known known;
    private final boolean finished;

    private WhenExpressions(Known known, boolean finished) {
        this.known = known;
        this.finished = finished;
    }

    WhenExpressions(Known known) {
        this(known, false);
    }

    /**
     * Expressions of a task that misses a result: Tekton substitutes either all results of a task or none ({@code
     * ResolveResultRefs}), and compares the rest literally.
     */
    static WhenExpressions unresolved(Known known) {
        return new WhenExpressions(known, true);
    }

    /** Whether all expressions are true; a CEL expression is always open. */
    Truth of(List<? extends JsonNode> expressions) {
        Truth all = Truth.TRUE;
        for (JsonNode expression : expressions) {
            all = all.and(truth(expression));
        }
        return all;
    }

    private Truth truth(JsonNode expression) {
        String input = Fields.text(expression, "input");
        List<String> values = Fields.texts(expression, "values");
        if (!finished && (isOpen(input) || values.stream().anyMatch(this::isOpen))) {
            return Truth.OPEN;
        }
        boolean found = values.stream().flatMap(this::values).anyMatch(input(input)::equals);
        return switch (Fields.text(expression, "operator")) {
            case "in" -> Truth.of(found);
            case "notin" -> Truth.of(!found);
            default -> Truth.OPEN;
        };
    }

    /** Whether a variable of the text is not known. */
    private boolean isOpen(String text) {
        return listIn(text) == null
                && Variables.any(text, name -> KINDS.contains(name.split("\\.", 2)[0]) && value(name) == null);
    }

    /** An input that refers to a whole list is compared as its JSON text ({@code applyReplacementsAsString}). */
    private String input(String text) {
        RecordedValue list = listIn(text);
        return list == null ? resolved(text) : list.asJsonText().json().stringValue();
    }

    /** A value that refers to a whole list is replaced by the elements of that list. */
    private Stream<String> values(String text) {
        RecordedValue list = listIn(text);
        return list == null ? Stream.of(resolved(text)) : list.texts();
    }

    private @Nullable RecordedValue listIn(String text) {
        Reference reference = Variables.isOne(text) ? Reference.parse(text.substring(2, text.length() - 1)) : null;
        if (!(reference instanceof Reference.Result result && result.selector() instanceof Reference.Selector.Star)) {
            return null;
        }
        RecordedValue value = known.result(result);
        return value != null && value.isList() ? value : null;
    }

    private String resolved(String text) {
        return Variables.replace(text, this::value);
    }

    private @Nullable String value(String variable) {
        if (!(Reference.parse(variable) instanceof Reference.Result result)) {
            return known.state(variable);
        }
        RecordedValue value = known.result(result);
        return value == null ? null : result.selector().pick(value);
    }
}
