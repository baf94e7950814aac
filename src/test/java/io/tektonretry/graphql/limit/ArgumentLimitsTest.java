package io.tektonretry.graphql.limit;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInputObjectType;
import graphql.schema.GraphQLInputType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNamedType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every list and every text that the schema takes, found by walking it, is tried beyond its limit. */
class ArgumentLimitsTest {

    private static final GraphQL API = QueryLimitsTest.API;
    private static final GraphQLSchema SCHEMA = API.getGraphQLSchema();

    /** Their mutations answer what is wrong with them as data. */
    private static final Set<String> JUDGED_BY_THE_MUTATION = Set.of("reason", "idempotencyKey");

    /**
     * An argument of a field at the root, and the way to a value inside of it.
     *
     * @param way names of input fields; {@code []} for the element of a list
     * @param type of the value at the end of the way
     */
    record Inside(String operation, GraphQLFieldDefinition field, String argument, List<String> way, GraphQLType type) {

        Inside into(String step, GraphQLType inner) {
            List<String> longer = new ArrayList<>(way);
            longer.add(step);
            return new Inside(operation, field, argument, longer, inner);
        }

        /** The value of the argument that has this at the end of the way. */
        Object holding(Object value) {
            Object held = value;
            for (int i = way.size() - 1; i >= 0; i--) {
                held = way.get(i).equals("[]") ? List.of(held) : Map.of(way.get(i), held);
            }
            return held;
        }

        boolean isNamed(String name) {
            return GraphQLTypeUtil.unwrapNonNull(type) instanceof GraphQLNamedType named
                    && named.getName().equals(name);
        }

        @Override
        public String toString() {
            return field.getName() + "(" + argument + ") " + String.join(".", way);
        }
    }

    static Stream<Inside> lists() {
        return all().filter(inside -> GraphQLTypeUtil.unwrapNonNull(inside.type()) instanceof GraphQLList);
    }

    static Stream<Inside> texts() {
        return all().filter(inside -> inside.isNamed("String") || inside.isNamed("ID"));
    }

    @Test
    void findsTheListsAndTextsOfTheSchema() {
        assertThat(lists().map(Inside::toString))
                .contains("nodes(ids) ", "pipelineRuns(filter) labels.[].values", "retryPipelineRuns(input) runIds");
        assertThat(texts().map(Inside::toString))
                .contains("pipelineRun(name) ", "pipelineRuns(after) ", "retryPlan(input) alsoRerunTasks.[]");
    }

    @ParameterizedTest
    @MethodSource("lists")
    void refusesAListThatIsTooLong(Inside list) {
        GraphQLType element = GraphQLTypeUtil.unwrapNonNull(
                ((GraphQLList) GraphQLTypeUtil.unwrapNonNull(list.type())).getWrappedType());
        boolean isOfIds =
                element instanceof GraphQLNamedType named && named.getName().equals("ID");
        int most = isOfIds ? 500 : 100;

        assertThat(refusals(list, Collections.nCopies(most, some(element)))).isEmpty();
        assertThat(refusals(list, Collections.nCopies(most + 1, some(element))))
                .singleElement()
                .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "LIMIT_EXCEEDED"))
                .extracting(GraphQLError::getMessage)
                .asString()
                .contains("has %d values; %d are allowed".formatted(most + 1, most));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void refusesATextThatCannotBeStored(Inside text) {
        if (JUDGED_BY_THE_MUTATION.contains(
                text.way().isEmpty() ? "" : text.way().get(0))) {
            return;
        }
        for (String value : List.of("a\0b", "a\uD83D", "\uDE00a", "x".repeat(4_001))) {
            assertThat(refusals(text, value))
                    .singleElement()
                    .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT"));
        }
        assertThat(refusals(text, "\uD83D\uDE00" + "x".repeat(3_998))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ pipelineRun(namespace: \"n\", name: \"a\\u0000b\") { name } }",
                "{ a: __typename ...on Query { ...F } } fragment F on Query { pipelineRun(namespace: \"\\u0000\", name: \"a\") { name } }"
            })
    void looksIntoTheQueryItself(String query) {
        assertThat(API.execute(query).getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "INVALID_INPUT"));
    }

    @Test
    void looksAtTheArgumentsOfFieldsBelow() {
        String query = """
                query ($names: [String!]) { pipelineRun(namespace: "n", name: "x") { lineage { root {
                    tasks(filter: {names: $names}) { totalCount } } } } }
                """;

        assertThat(refusals(query, Map.of("names", Collections.nCopies(101, "n"))))
                .extracting(GraphQLError::getMessage)
                .containsExactly("`filter.names` has 101 values; 100 are allowed.");
    }

    @Test
    void countsAllListsOfAQueryTogether() {
        String query = "query ($f: PipelineRunFilter) { "
                + "pipelineRun(namespace: \"n\", name: \"x\") { name } "
                + aliases(10, "pipelineRuns(filter: $f) { totalCount { value } }") + " }";
        Map<String, Object> filter = Map.of("namespaces", Collections.nCopies(100, "n"), "reasons", List.of("r"));

        assertThat(refusals(query, Map.of("f", filter)))
                .extracting(GraphQLError::getMessage)
                .containsExactly("The lists in the arguments of the query have more than 1,000 values in total.");
    }

    private static String aliases(int count, String field) {
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            fields.append(" a").append(i).append(": ").append(field);
        }
        return fields.toString();
    }

    private static List<GraphQLError> refusals(Inside inside, Object value) {
        GraphQLInputType type = inside.field().getArgument(inside.argument()).getType();
        String required = inside.field().getArguments().stream()
                .filter(argument -> !argument.getName().equals(inside.argument()))
                .filter(argument -> GraphQLTypeUtil.isNonNull(argument.getType()) && !argument.hasSetDefaultValue())
                .map(argument -> argument.getName() + ": \"x\", ")
                .reduce("", String::concat);
        String selection = GraphQLTypeUtil.unwrapAll(inside.field().getType()) instanceof GraphQLFieldsContainer
                ? " { __typename }"
                : "";
        String query = "%s ($v: %s) { %s(%s%s: $v)%s }"
                .formatted(
                        inside.operation(),
                        GraphQLTypeUtil.simplePrint(type),
                        inside.field().getName(),
                        required,
                        inside.argument(),
                        selection);
        return refusals(query, Map.of("v", complete(type, inside.holding(value))));
    }

    /** What is refused for the arguments: nothing has data here, so that other errors follow. */
    private static List<GraphQLError> refusals(String query, Map<String, Object> variables) {
        return API.execute(ExecutionInput.newExecutionInput(query).variables(variables)).getErrors().stream()
                .filter(error ->
                        error.getExtensions() == null || error.getExtensions().containsKey("code"))
                .filter(error -> error.getPath() == null)
                .toList();
    }

    /** The value with what its type requires. */
    @SuppressWarnings("unchecked")
    private static Object complete(GraphQLType type, Object value) {
        GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
        if (bare instanceof GraphQLList list && value instanceof List<?> values) {
            return values.stream()
                    .map(one -> complete(list.getWrappedType(), one))
                    .toList();
        }
        if (bare instanceof GraphQLInputObjectType object && value instanceof Map<?, ?> given) {
            Map<String, Object> completed = new HashMap<>((Map<String, Object>) given);
            completed.replaceAll((name, part) -> complete(object.getField(name).getType(), part));
            object.getFields().stream()
                    .filter(field -> GraphQLTypeUtil.isNonNull(field.getType()) && !field.hasSetDefaultValue())
                    .forEach(field -> completed.putIfAbsent(field.getName(), some(field.getType())));
            return completed;
        }
        return value;
    }

    private static Object some(GraphQLType type) {
        GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
        if (bare instanceof GraphQLEnumType enumeration) {
            return enumeration.getValues().get(0).getName();
        }
        return bare instanceof GraphQLInputObjectType ? complete(bare, Map.of()) : "x";
    }

    private static Stream<Inside> all() {
        List<Inside> found = new ArrayList<>();
        Map.of(
                        "query",
                        SCHEMA.getQueryType(),
                        "mutation",
                        SCHEMA.getMutationType(),
                        "subscription",
                        SCHEMA.getSubscriptionType())
                .forEach((operation, type) -> type.getFields()
                        .forEach(field -> field.getArguments()
                                .forEach(argument -> collect(
                                        new Inside(operation, field, argument.getName(), List.of(), argument.getType()),
                                        found,
                                        new HashSet<>()))));
        return found.stream();
    }

    private static void collect(Inside inside, List<Inside> found, Set<String> seen) {
        found.add(inside);
        GraphQLType type = GraphQLTypeUtil.unwrapNonNull(inside.type());
        if (type instanceof GraphQLList list) {
            collect(inside.into("[]", list.getWrappedType()), found, seen);
        } else if (type instanceof GraphQLInputObjectType object && seen.add(object.getName())) {
            object.getFields().forEach(field -> collect(inside.into(field.getName(), field.getType()), found, seen));
        }
    }
}
