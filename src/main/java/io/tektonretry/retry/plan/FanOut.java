package io.tektonretry.retry.plan;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Tells whether a matrix fans out over an empty list, for which Tekton skips the task ({@code
 * skipBecauseEmptyArrayInMatrixParams}).
 */
final class FanOut {

    private FanOut() {}

    /**
     * Whether one of the lists of a matrix is empty.
     *
     * @param matrix the matrix after param substitution
     * @param empty whether a result is an empty list
     */
    static Truth isOverNothing(JsonNode matrix, Function<Reference.Result, Truth> empty) {
        Truth any = Truth.FALSE;
        for (JsonNode param : Fields.list(matrix, "params")) {
            any = any.or(isEmpty(param.path("value"), empty));
        }
        return any;
    }

    private static Truth isEmpty(JsonNode value, Function<Reference.Result, Truth> empty) {
        if (!(value instanceof ArrayNode elements)) {
            return isEmptyText(value, empty);
        }
        Truth all = Truth.TRUE;
        for (JsonNode element : elements) {
            all = all.and(isEmptyText(element, empty));
        }
        return all;
    }

    private static Truth isEmptyText(JsonNode text, Function<Reference.Result, Truth> empty) {
        Reference.Result list = listIn(text.stringValue(""));
        return list == null ? Truth.FALSE : empty.apply(list);
    }

    private static Reference.@Nullable Result listIn(String text) {
        return Variables.isOne(text)
                        && Reference.parse(text.substring(2, text.length() - 1)) instanceof Reference.Result result
                        && (result.selector() instanceof Reference.Selector.Star
                                || result.selector() instanceof Reference.Selector.Whole)
                ? result
                : null;
    }
}
