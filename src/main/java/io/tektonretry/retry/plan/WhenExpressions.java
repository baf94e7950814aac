package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Evaluates the {@code when} of a task as far as recorded values tell. */
final class WhenExpressions {

    private final Function<Reference.Result, @Nullable RecordedValue> recorded;

    WhenExpressions(Function<Reference.Result, @Nullable RecordedValue> recorded) {
        this.recorded = recorded;
    }

    /** Whether one of the expressions is false for certain; a CEL expression never is. */
    boolean isFalse(List<? extends JsonNode> expressions) {
        return expressions.stream().anyMatch(this::isFalse);
    }

    private boolean isFalse(JsonNode expression) {
        String input = resolved(Fields.text(expression, "input"));
        List<String> values = values(expression);
        boolean known = values.stream().noneMatch(WhenExpressions::isOpen) && !isOpen(input);
        return known
                && switch (Fields.text(expression, "operator")) {
                    case "in" -> !values.contains(input);
                    case "notin" -> values.contains(input);
                    default -> false;
                };
    }

    private List<String> values(JsonNode expression) {
        List<String> values = new ArrayList<>();
        for (String value : Fields.texts(expression, "values")) {
            RecordedValue list = listIn(value);
            if (list == null) {
                values.add(resolved(value));
            } else {
                list.texts().forEach(values::add);
            }
        }
        return values;
    }

    private @Nullable RecordedValue listIn(String text) {
        Reference reference = Variables.isOne(text) ? Reference.parse(text.substring(2, text.length() - 1)) : null;
        boolean star =
                reference instanceof Reference.Result result && result.selector() instanceof Reference.Selector.Star;
        RecordedValue value = star ? recorded.apply((Reference.Result) reference) : null;
        return value != null && value.isList() ? value : null;
    }

    private String resolved(String text) {
        return Variables.replace(text, name -> {
            if (!(Reference.parse(name) instanceof Reference.Result result)) {
                return null;
            }
            RecordedValue value = recorded.apply(result);
            return value == null ? null : result.selector().pick(value);
        });
    }

    private static boolean isOpen(String text) {
        return text.contains("$(");
    }
}
