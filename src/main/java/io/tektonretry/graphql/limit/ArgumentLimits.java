package io.tektonretry.graphql.limit;

import graphql.execution.CoercedVariables;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.StringValue;
import graphql.language.VariableReference;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import io.tektonretry.graphql.scalar.StorableText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the arguments of fields before they are used: numbers of list values, lengths of texts, and whether texts can
 * be stored. It follows the types of the schema, so it applies to every argument, both literals and variables.
 */
final class ArgumentLimits {

    /** Mutations validate these themselves, and return errors as data. */
    private static final Set<String> JUDGED_LATER = Set.of(
            "RetryPipelineRunInput.reason",
            "RetryPipelineRunInput.idempotencyKey",
            "RetryPipelineRunsInput.reason",
            "RetryPipelineRunsInput.idempotencyKey");

    private final ApiLimits limits;
    private final CoercedVariables variables;
    private int values;

    ArgumentLimits(ApiLimits limits, CoercedVariables variables) {
        this.limits = limits;
        this.variables = variables;
    }

    /** Refuses the operation when an argument of the field exceeds a limit. */
    void check(Field field, GraphQLFieldDefinition definition) {
        field.getArguments().forEach(argument -> {
            var declared = definition.getArgument(argument.getName());
            if (declared != null) {
                check(declared.getType(), argument.getValue(), argument.getName());
            }
        });
    }

    private void check(GraphQLType declared, @Nullable Object given, String name) {
        Object value = given(given);
        GraphQLType type = GraphQLTypeUtil.unwrapNonNull(declared);
        if (type instanceof GraphQLList list) {
            checkList(list.getWrappedType(), value, name);
        } else if (type instanceof GraphQLInputObjectType object) {
            fields(value, (field, part) -> checkField(object, field, part, name));
        } else if (isText(type)) {
            checkText(value, name);
        } else if (isNamed(type, "JSON")) {
            checkJson(value, name);
        }
    }

    private void checkJson(@Nullable Object value, String name) {
        if (value instanceof ObjectValue || value instanceof Map<?, ?>) {
            fields(value, (field, part) -> {
                checkText(field, name);
                count(1);
                checkJson(given(part), name);
            });
        } else if (value instanceof ArrayValue || value instanceof Collection<?>) {
            Collection<?> elements = elements(value);
            checkSize(elements, limits.maxListValues(), name);
            elements.forEach(part -> checkJson(given(part), name));
        } else {
            checkText(value, name);
        }
    }

    private @Nullable Object given(@Nullable Object value) {
        return value instanceof VariableReference variable ? variables.get(variable.getName()) : value;
    }

    private void checkField(GraphQLInputObjectType object, String field, @Nullable Object value, String name) {
        var declared = object.getFieldDefinition(field);
        if (declared != null && !JUDGED_LATER.contains(object.getName() + "." + field)) {
            check(declared.getType(), value, name + "." + field);
        }
    }

    private void checkList(GraphQLType elementType, @Nullable Object value, String name) {
        Collection<?> elements = elements(value);
        GraphQLType element = GraphQLTypeUtil.unwrapNonNull(elementType);
        int most = isNamed(element, "ID") ? limits.maxIds() : limits.maxListValues();
        checkSize(elements, most, name);
        elements.forEach(part -> check(element, part, name));
    }

    private void checkSize(Collection<?> elements, int most, String name) {
        if (elements.size() > most) {
            throw QueryLimits.exceeded("`%s` has %,d values; %,d are allowed.".formatted(name, elements.size(), most));
        }
        count(elements.size());
    }

    private void count(int more) {
        values += more;
        if (values > limits.maxValues()) {
            throw QueryLimits.exceeded("The lists in the arguments of the query have more than %,d values in total."
                    .formatted(limits.maxValues()));
        }
    }

    private void checkText(@Nullable Object value, String name) {
        Object text = value instanceof StringValue literal ? literal.getValue() : value;
        if (!(text instanceof String characters)) {
            return;
        }
        if (characters.length() > limits.maxTextCharacters()) {
            throw QueryLimits.invalid(
                    "`%s` is longer than %,d characters.".formatted(name, limits.maxTextCharacters()));
        }
        StorableText.fault(characters).ifPresent(fault -> {
            throw QueryLimits.invalid("`%s` %s.".formatted(name, fault));
        });
    }

    /** GraphQL accepts a single value as a list of one. */
    private static Collection<?> elements(@Nullable Object value) {
        if (value instanceof ArrayValue array) {
            return array.getValues();
        }
        if (value instanceof Collection<?> elements) {
            return elements;
        }
        return value == null ? List.of() : List.of(value);
    }

    private static void fields(@Nullable Object value, BiConsumer<String, @Nullable Object> consumer) {
        if (value instanceof ObjectValue object) {
            for (ObjectField field : object.getObjectFields()) {
                consumer.accept(field.getName(), field.getValue());
            }
        } else if (value instanceof Map<?, ?> fields) {
            fields.forEach((name, part) -> consumer.accept(String.valueOf(name), part));
        }
    }

    private static boolean isText(GraphQLType type) {
        return isNamed(type, "String") || isNamed(type, "ID");
    }

    private static boolean isNamed(GraphQLType type, String name) {
        return type instanceof GraphQLNamedType named && named.getName().equals(name);
    }
}
