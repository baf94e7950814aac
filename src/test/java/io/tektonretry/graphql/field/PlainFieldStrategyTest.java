package io.tektonretry.graphql.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.ExecutionStrategy;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLSchema;
import graphql.schema.PropertyDataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.dataloader.DataLoaderFactory;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainFieldStrategyTest {

    private static final String SCHEMA = """
            type Query { tree: Node! trees: [Node!]! maybe: Node broken: Node thing: Thing! }
            type Mutation { change: Node! }
            interface Thing { name: String! }
            type Node implements Thing {
              name: String! note: String color: Color count: Int shout(times: Int = 1): String optional: String later: String
              missing: String! bad: Int failing: String words: [String!] child: Node children: [Node!] loaded: Node label: String
              never: String! lost: String!
            }
            enum Color { RED GREEN }
            """;

    /** Names are made of the path, so that equal answers have equal objects. */
    public record Node(String name, int depth, boolean isBroken) {

        public @Nullable String note() {
            return depth % 2 == 0 ? null : "note of " + name;
        }

        public String color() {
            return isBroken ? "BLUE" : "RED";
        }

        public Object count() {
            return isBroken ? "many" : depth;
        }

        public Optional<String> optional() {
            return depth > 1 ? Optional.empty() : Optional.of("there");
        }

        public CompletableFuture<String> later() {
            return CompletableFuture.completedFuture("later " + name);
        }

        public @Nullable String missing() {
            return isBroken ? null : "here";
        }

        public String bad() {
            return "not a number";
        }

        public String failing() {
            throw new IllegalStateException("Failed in " + name);
        }

        public List<String> words() {
            return List.of("one", name);
        }

        public @Nullable Node child() {
            return depth > 2 ? null : new Node(name + ".child", depth + 1, isBroken);
        }

        public List<Node> children() {
            return Stream.of("a", "b", "c")
                    .map(child -> new Node(name + "." + child, depth + 1, isBroken && child.equals("b")))
                    .toList();
        }
    }

    private final List<List<String>> batches = new ArrayList<>();

    static Stream<Arguments> documents() {
        return Stream.of(
                        "{ tree { name note color count optional __typename } }",
                        "{ tree { name child { name child { note child { name child { name } } } } count } }",
                        "{ tree { a: name b: name name } trees { name children { name words color } } }",
                        "{ tree { name shout twice: shout(times: 2) words } maybe { name } }",
                        "{ tree { later name } trees { later child { later } } }",
                        "{ tree { name label children { label children { label name } } } }",
                        "{ trees { loaded { name loaded { name } } children { name loaded { name note } } } }",
                        "{ trees { loaded { name } } tree { children { name } loaded { loaded { loaded { name } } } } }",
                        "{ broken { name missing } tree { name } }",
                        "{ broken { name children { name missing } } }",
                        "{ broken { name color } trees { name bad } }",
                        "{ tree { name failing note } trees { children { failing } } }",
                        "{ thing { name __typename ... on Node { color child { name } } } }",
                        "{ tree { ...parts ... on Thing { name } } } fragment parts on Node { name child { ...more } } fragment more on Node { note }",
                        "{ tree { child { name } child { note child { name } } } }",
                        "{ tree { name @skip(if: true) note child @include(if: false) { name } } }",
                        "query ($deep: Boolean = true) { tree { name @include(if: $deep) child @skip(if: $deep) { name } count } }",
                        "{ tree { name never } trees { name } }",
                        "{ tree { name child { name lost children { name } } } }",
                        "{ tree { name children { name lost loaded { name } } } maybe { name } }",
                        "{ tree { name loaded { name lost } child { name loaded { lost } } } }",
                        "mutation { change { name child { name count children { color } } } }",
                        "mutation { change { name missing failing } again: change { child { note } } }")
                .map(document -> arguments(document));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void answersAsGraphQlJavaDoes(String document) {
        Object standard = answer(document, new AsyncExecutionStrategy(new SimpleDataFetcherExceptionHandler()));
        List<List<String>> standardBatches = List.copyOf(batches);
        batches.clear();

        Object answer = answer(document, strategy());

        assertThat(answer).isEqualTo(standard).hasToString(standard.toString());
        assertThat(batches).isEqualTo(standardBatches);
    }

    @Test
    void fetchesEachPlainFieldOnce() {
        List<String> fetched = new ArrayList<>();
        DataFetcher<?> label = PropertyDataFetcher.fetching((Node node) -> {
            fetched.add(node.name());
            return node.name();
        });

        answer("{ trees { label child { label } } }", strategy(), label);

        assertThat(fetched).containsExactly("a", "a.child", "b", "b.child", "c");
    }

    @Test
    void completesPlainFieldsWithoutTellingEach() {
        List<String> told = new ArrayList<>();
        Instrumentation telling = new SimplePerformantInstrumentation() {

            @Override
            public @Nullable InstrumentationContext<Object> beginFieldExecution(
                    InstrumentationFieldParameters field, @Nullable InstrumentationState state) {
                told.add(field.getField().getName());
                return null;
            }
        };

        GraphQL.newGraphQL(schema(PropertyDataFetcher.fetching(Node::name)))
                .queryExecutionStrategy(strategy())
                .instrumentation(telling)
                .build()
                .execute("{ trees { name color label __typename words shout child { count } } }");

        assertThat(told)
                .containsExactly(
                        "trees", "words", "shout", "child", "words", "shout", "child", "words", "shout", "child");
    }

    private static ExecutionStrategy strategy() {
        return new PlainFieldStrategy(new SimpleDataFetcherExceptionHandler()) {};
    }

    private Object answer(String document, ExecutionStrategy queries) {
        return answer(document, queries, PropertyDataFetcher.fetching(Node::name));
    }

    private Object answer(String document, ExecutionStrategy queries, DataFetcher<?> label) {
        DataLoaderRegistry loaders = new DataLoaderRegistry();
        loaders.register("nodes", DataLoaderFactory.newDataLoader((List<String> names) -> {
            batches.add(names);
            return CompletableFuture.completedFuture(names.stream()
                    .map(name -> new Node("loaded " + name, 1, false))
                    .toList());
        }));
        Map<String, Object> told = new HashMap<>(GraphQL.newGraphQL(schema(label))
                .queryExecutionStrategy(queries)
                .build()
                .execute(ExecutionInput.newExecutionInput(document).dataLoaderRegistry(loaders))
                .toSpecification());
        return told;
    }

    private static GraphQLSchema schema(DataFetcher<?> label) {
        Node tree = new Node("tree", 1, false);
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .type(
                        "Query",
                        type -> type.dataFetcher("tree", field -> tree)
                                .dataFetcher(
                                        "trees",
                                        field -> List.of(
                                                new Node("a", 1, false),
                                                new Node("b", 2, false),
                                                new Node("c", 3, false)))
                                .dataFetcher("maybe", field -> null)
                                .dataFetcher("broken", field -> new Node("broken", 1, true))
                                .dataFetcher("thing", field -> tree))
                .type("Mutation", type -> type.dataFetcher("change", field -> tree))
                .type(
                        "Thing",
                        type -> type.typeResolver(field -> field.getSchema().getObjectType("Node")))
                .type(
                        "Node",
                        type -> type.dataFetcher(
                                        "loaded",
                                        field -> field.getDataLoader("nodes").load(((Node) field.getSource()).name()))
                                .dataFetcher("label", label)
                                .dataFetcher("never", field -> null)
                                .dataFetcher(
                                        "lost",
                                        field -> field.getDataLoader("nodes")
                                                .load("lost")
                                                .thenApply(found -> null))
                                .dataFetcher(
                                        "shout",
                                        field -> ((Node) field.getSource())
                                                .name()
                                                .repeat(field.getArgument("times"))))
                .build();
        return new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring);
    }
}
