package io.tektonretry.graphql.field;

import graphql.execution.DataFetcherResult;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.execution.instrumentation.parameters.InstrumentationFieldCompleteParameters;
import graphql.introspection.Introspection;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.LightDataFetcher;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The selected fields of an object that are scalars or enums and depend on nothing but their object, and the others.
 *
 * @param plain by their name in the answer; null in the places of the others
 * @param others the fields that GraphQL Java completes
 */
record PlainFields(Map<String, @Nullable Plain> plain, MergedSelectionSet others) {

    /** A plain field; its type without the mark that it is never null. */
    record Plain(
            GraphQLFieldDefinition definition, LightDataFetcher<?> fetcher, GraphQLType type, boolean isNeverNull) {

        /** Null when it is not plain. */
        static @Nullable Plain of(GraphQLSchema schema, GraphQLObjectType parent, MergedField field) {
            if (field.getName().equals(Introspection.TypeNameMetaFieldDef.getName())) {
                LightDataFetcher<String> name = new TypeName(parent.getName());
                return plain(Introspection.TypeNameMetaFieldDef, name);
            }
            GraphQLFieldDefinition definition = parent.getFieldDefinition(field.getName());
            if (definition == null) {
                return null;
            }
            DataFetcher<?> fetcher = schema.getCodeRegistry().getDataFetcher(parent, definition);
            boolean isDirect = fetcher instanceof DirectField direct
                    ? direct.readsObjectOnly()
                    : fetcher instanceof LightDataFetcher<?>;
            return isDirect ? plain(definition, (LightDataFetcher<?>) fetcher) : null;
        }

        private static @Nullable Plain plain(GraphQLFieldDefinition definition, LightDataFetcher<?> fetcher) {
            GraphQLType type = GraphQLTypeUtil.unwrapNonNull(definition.getType());
            return type instanceof GraphQLScalarType || type instanceof GraphQLEnumType
                    ? new Plain(definition, fetcher, type, definition.getType() instanceof GraphQLNonNull)
                    : null;
        }

        @Nullable
        Object serialized(ExecutionContext context, Object value) {
            return type instanceof GraphQLScalarType scalar
                    ? scalar.getCoercing().serialize(value, context.getGraphQLContext(), context.getLocale())
                    : ((GraphQLEnumType) type).serialize(value, context.getGraphQLContext(), context.getLocale());
        }
    }

    private record TypeName(String name) implements LightDataFetcher<String> {

        @Override
        public String get(
                GraphQLFieldDefinition definition, Object source, Supplier<DataFetchingEnvironment> environment) {
            return name;
        }

        @Override
        public String get(DataFetchingEnvironment environment) {
            return name;
        }
    }

    static PlainFields of(GraphQLSchema schema, GraphQLObjectType type, MergedSelectionSet selected) {
        Map<String, @Nullable Plain> plain = new LinkedHashMap<>();
        Map<String, MergedField> others = new LinkedHashMap<>();
        selected.getSubFields().forEach((key, field) -> {
            Plain found = Plain.of(schema, type, field);
            plain.put(key, found);
            if (found == null) {
                others.put(key, field);
            }
        });
        return new PlainFields(
                plain,
                MergedSelectionSet.newMergedSelectionSet().subFields(others).build());
    }

    /** The fields as they are sent, with null in the places of the others; null when one of them is an error. */
    @Nullable
    Map<String, @Nullable Object> values(
            ExecutionContext context, ExecutionStrategyParameters parameters, Object source) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(2 * plain.size());
        try {
            for (Map.Entry<String, @Nullable Plain> field : plain.entrySet()) {
                Plain one = field.getValue();
                values.put(field.getKey(), one == null ? null : value(context, parameters, one, source));
            }
            return values;
        } catch (Exception e) { // As fetchers declare it; GraphQL Java fetches the field again, and tells the error.
            return null;
        }
    }

    private static @Nullable Object value(
            ExecutionContext context, ExecutionStrategyParameters parameters, Plain field, Object source)
            throws Exception {
        Object fetched = fetched(context, field, source);
        count(context, parameters, fetched);
        Object value = fetched == null ? null : field.serialized(context, fetched);
        if (value == null && field.isNeverNull()) {
            throw new IllegalStateException("A field that is never null is missing");
        }
        return value;
    }

    private static @Nullable Object fetched(ExecutionContext context, Plain field, Object source) throws Exception {
        Object fetched =
                context.getValueUnboxer().unbox(field.fetcher().get(field.definition(), source, PlainFields::none));
        if (fetched instanceof CompletionStage<?> || fetched instanceof DataFetcherResult<?>) {
            throw new IllegalStateException("A plain field is a value");
        }
        return fetched;
    }

    private static DataFetchingEnvironment none() {
        throw new IllegalStateException("A plain field needs no environment");
    }

    private static void count(
            ExecutionContext context, ExecutionStrategyParameters parameters, @Nullable Object fetched) {
        context.getInstrumentation()
                .beginFieldCompletion(
                        new InstrumentationFieldCompleteParameters(
                                context, parameters, parameters::getExecutionStepInfo, fetched),
                        context.getInstrumentationState());
    }
}
