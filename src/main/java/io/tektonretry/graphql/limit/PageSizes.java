package io.tektonretry.graphql.limit;

import graphql.execution.CoercedVariables;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.IntValue;
import graphql.language.VariableReference;
import graphql.schema.GraphQLCompositeType;
import io.tektonretry.graphql.relay.PageArguments;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads page sizes from the arguments of fields. */
record PageSizes(CoercedVariables variables) {

    private static final List<String> ARGUMENTS = List.of("first", "last", "ids");

    /** The page size of the field; empty when it is not a paged list. */
    OptionalInt of(Field field, GraphQLCompositeType type) {
        for (Argument argument : field.getArguments()) {
            Integer size = ARGUMENTS.contains(argument.getName()) ? size(argument) : null;
            if (size != null) {
                return OptionalInt.of(Math.max(0, Math.min(size, PageArguments.MAX_SIZE)));
            }
        }
        if (type.getName().equals("RetryPipelineRunsResult")) {
            return OptionalInt.of(ApiLimits.MOST_IN_BULK);
        }
        if (type.getName().equals("RetryReportBucket")) {
            return OptionalInt.of(ApiLimits.BUCKETS_IN_REPORT);
        }
        return type.getName().endsWith("Connection") ? OptionalInt.of(PageArguments.DEFAULT_SIZE) : OptionalInt.empty();
    }

    /** Null for an explicit null, which counts as absent. */
    private @Nullable Integer size(Argument argument) {
        if (argument.getValue() instanceof IntValue number) {
            return number.getValue().intValue();
        }
        if (argument.getValue() instanceof ArrayValue values) {
            return values.getValues().size();
        }
        Object value =
                argument.getValue() instanceof VariableReference variable ? variables.get(variable.getName()) : null;
        if (value instanceof Collection<?> values) {
            return values.size();
        }
        return value instanceof Integer number ? number : null;
    }
}
