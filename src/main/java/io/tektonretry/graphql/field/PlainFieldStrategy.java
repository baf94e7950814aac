package io.tektonretry.graphql.field;

import graphql.GraphQLContext;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataLoaderDispatchStrategy;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.FieldCollectorParameters;
import graphql.execution.MergedField;
import graphql.execution.MergedSelectionSet;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.language.Field;
import graphql.schema.GraphQLObjectType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Completes the plain fields of an object in one step: GraphQL Java would make a path, a type and parameters for each
 * field of each object, which takes most of the time of a page. An object with a plain field that is not as the schema
 * demands is left to GraphQL Java as a whole, which tells the error.
 */
public class PlainFieldStrategy extends AsyncExecutionStrategy {

    /** What an operation selects of the objects behind each of its fields; as many as its document has. */
    private static final class Selections {

        private record Key(Field field, GraphQLObjectType type) {}

        private final Map<Key, PlainFields> known = new ConcurrentHashMap<>();
    }

    protected PlainFieldStrategy(DataFetcherExceptionHandler errors) {
        super(errors);
    }

    @Override
    protected @Nullable Object completeValueForObject(
            ExecutionContext context, ExecutionStrategyParameters parameters, GraphQLObjectType type, Object source) {
        PlainFields plain = plainFields(context, parameters.getField(), type);
        Map<String, @Nullable Object> values = plain == null ? null : plain.values(context, parameters, source);
        if (plain == null || values == null) {
            return super.completeValueForObject(context, parameters, type, source);
        }
        if (plain.others().isEmpty()) {
            tell(context, parameters);
            return values;
        }
        Object others = executeObject(
                context,
                parameters.transform(object -> object.executionStepInfo(
                                parameters.getExecutionStepInfo().changeTypeWithPreservedNonNull(type))
                        .fields(plain.others())
                        .source(source)));
        return others instanceof CompletableFuture<?> later
                ? later.thenApply(found -> completed(values, found))
                : completed(values, others);
    }

    /** Null when other fields of the document belong to the same objects, or parts of them may be sent later. */
    private @Nullable PlainFields plainFields(ExecutionContext context, MergedField field, GraphQLObjectType type) {
        if (!field.isSingleField()
                || context.hasIncrementalSupport()
                || context.getExecutionInput().isCancelled()) {
            return null;
        }
        GraphQLContext ofOperation = context.getGraphQLContext();
        Selections selections = ofOperation.computeIfAbsent(Selections.class, key -> new Selections());
        return selections.known.computeIfAbsent(
                new Selections.Key(field.getSingleField(), type),
                key -> PlainFields.of(context.getGraphQLSchema(), type, selected(context, field, type)));
    }

    private MergedSelectionSet selected(ExecutionContext context, MergedField field, GraphQLObjectType type) {
        return fieldCollector.collectFields(
                FieldCollectorParameters.newParameters()
                        .schema(context.getGraphQLSchema())
                        .objectType(type)
                        .fragments(context.getFragmentsByName())
                        .variables(context.getCoercedVariables().toMap())
                        .graphQLContext(context.getGraphQLContext())
                        .build(),
                field,
                false);
    }

    /** Data loaders are dispatched when all objects of a level are complete. */
    private static void tell(ExecutionContext context, ExecutionStrategyParameters parameters) {
        context.getInstrumentation()
                .beginExecuteObject(
                        new InstrumentationExecutionStrategyParameters(context, parameters),
                        context.getInstrumentationState());
        DataLoaderDispatchStrategy loaders = context.getDataLoaderDispatcherStrategy();
        loaders.executeObject(context, parameters, 0);
        loaders.executeObjectOnFieldValuesInfo(List.of(), parameters);
    }

    /** Null when one of the others, which is never null, is missing. */
    private static @Nullable Map<String, @Nullable Object> completed(
            Map<String, @Nullable Object> values, @Nullable Object others) {
        if (others == null) {
            return null;
        }
        ((Map<?, ?>) others).forEach((key, value) -> values.put((String) key, value));
        return values;
    }
}
