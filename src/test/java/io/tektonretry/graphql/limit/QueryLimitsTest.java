package io.tektonretry.graphql.limit;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.GraphQL;
import graphql.GraphQLError;
import graphql.execution.instrumentation.Instrumentation;
import graphql.introspection.IntrospectionQuery;
import graphql.schema.TypeResolver;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.tektonretry.graphql.scalar.Scalars;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class QueryLimitsTest {

    private static final ApiLimits LIMITS = limits(500_000);

    private static final TypeResolver NONE = environment -> null;

    private static final RuntimeWiring WIRING = RuntimeWiring.newRuntimeWiring()
            .scalar(Scalars.JSON)
            .scalar(Scalars.DATE_TIME)
            .scalar(Scalars.DURATION)
            .type("Node", type -> type.typeResolver(NONE))
            .type("UserError", type -> type.typeResolver(NONE))
            .type("RetryLineage", type -> type.dataFetcher("root", environment -> never()))
            .type("Query", type -> type.dataFetcher("pipelineRun", environment -> Map.of("lineage", Map.of("id", "1"))))
            .build();

    static final GraphQL API = api(new QueryLimits(LIMITS));

    @Test
    void letsTheDeepestUsefulQueryThrough() {
        assertThat(errors("""
                { pipelineRuns(first: 100) { nodes { tasks(first: 100) { nodes {
                    attempts(first: 10) { nodes { results { value } run { lineage { root { name } } } } } } } } } }
                """)).noneMatch(error -> error.contains("nodes") || error.contains("deeper"));
    }

    @Test
    void letsIntrospectionThrough() {
        assertThat(errors(IntrospectionQuery.INTROSPECTION_QUERY)).isEmpty();
    }

    @Test
    void refusesAQueryThatIsTooDeep() {
        String query = "retryOf { ".repeat(15) + "name" + " }".repeat(15);

        assertThat(errors("{ pipelineRun(namespace: \"n\", name: \"x\") { " + query + " } }"))
                .containsExactly("The query nests fields deeper than 15.");
    }

    @Test
    void refusesMoreNodesThanAllPagesMayHold() {
        assertThat(errors("""
                { pipelineRuns(first: 100) { nodes { tasks(first: 100) { nodes { lineageAttempts(first: 100) { nodes { name: podName } } } } } } }
                """))
                .containsExactly(
                        "By its page sizes, the query can return up to 1,010,100 nodes; 500,000 are allowed. Request smaller pages.");
    }

    @ParameterizedTest
    @CsvSource({
        "100, retryability { retryable }, 50_100",
        "100, manifest, 2_100",
        "100, a: params { name } results { name } retryInfo { reason }, 6_100",
        "10, lineage { results { name } }, 5_010",
        "1, lineage { runs(first: 5) { nodes { retryability { retryable } } } }, 2_506"
    })
    void countsWhatIsReadForAField(int runs, String fields, String nodes) {
        String query = "{ pipelineRuns(first: %d) { nodes { %s } } }".formatted(runs, fields);
        int most = Integer.parseInt(nodes.replace("_", ""));

        assertThat(errors(api(new QueryLimits(limits(most))), query)).isEmpty();
        assertThat(errors(api(new QueryLimits(limits(most - 1))), query))
                .singleElement()
                .asString()
                .contains("up to %,d nodes".formatted(most));
    }

    @Test
    void countsWhatIsReadForAPlan() {
        String query = "{ %s }"
                .formatted(IntStream.range(0, 11)
                        .mapToObj(i -> "a%d: retryPlan(input: {runId: \"x\"}) { retryable }".formatted(i))
                        .collect(Collectors.joining(" ")));

        assertThat(errors(api(new QueryLimits(limits(5_500))), query)).isEmpty();
        assertThat(errors(api(new QueryLimits(limits(5_499))), query)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    runIds: ["a", "b", "c"]   | 800
                    runIds: "a"               | 600
                    filter: {}                | 3000
                    filter: {}, first: 2      | 700
                    filter: {}, first: 100000 | 50500
                    """)
    void countsTheRunsOfABulkRetryWhateverIsSelectedOfItsAnswer(String input, int most) {
        String query = "mutation { retryPipelineRuns(input: {%s}) { clientMutationId } }".formatted(input);

        assertThat(errors(api(new QueryLimits(limits(most))), query)).noneMatch(error -> error.contains("nodes"));
        assertThat(errors(api(new QueryLimits(limits(most - 1))), query)).anyMatch(error -> error.contains("nodes"));
    }

    @Test
    void countsWithoutOverflowing() {
        String query = "lineage { runs(first: 100) { nodes { ".repeat(4) + "name" + " } } }".repeat(4);
        String aliases =
                IntStream.range(0, 40).mapToObj(i -> "a" + i + ": " + query).collect(Collectors.joining(" "));

        assertThat(errors("{ pipelineRun(namespace: \"n\", name: \"x\") { " + aliases + " } }"))
                .singleElement()
                .asString()
                .startsWith("By its page sizes, the query can return up to 1,000,000,000 nodes");
    }

    @Test
    void refusesFragmentsThatBlowUp() {
        String fragments = IntStream.range(0, 30)
                .mapToObj(i -> "fragment F%1$d on PipelineRun { ...F%2$d a%1$d: lineage { root { ...F%2$d } } }"
                        .formatted(i, i + 1))
                .collect(Collectors.joining(" "));

        assertThat(errors(
                        "{ pipelineRun(namespace: \"n\", name: \"x\") { ...F0 } } fragment F30 on PipelineRun { name } "
                                + fragments))
                .singleElement()
                .asString()
                .containsAnyOf("deeper than", "more than 10,000 fields");
    }

    @Test
    void givesUpAQueryAfterItsTime() {
        Clock leaping = new Clock() {
            private Instant now = Instant.EPOCH;

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                now = now.plusSeconds(6);
                return now;
            }
        };

        assertThat(api(new QueryDeadline(Duration.ofSeconds(10), leaping))
                        .execute("{ pipelineRun(namespace: \"n\", name: \"x\") { lineage { id } } }")
                        .getErrors())
                .extracting(GraphQLError::getErrorType)
                .hasToString("[ExecutionAborted]");
    }

    @Test
    void givesUpAFieldThatTakesTooLong() {
        QueryDeadline deadline = new QueryDeadline(Duration.ofMillis(50), Clock.systemUTC());

        assertThat(api(deadline)
                        .execute("{ pipelineRun(namespace: \"n\", name: \"x\") { lineage { root { name } } } }")
                        .getErrors())
                .extracting(GraphQLError::getErrorType)
                .hasToString("[ExecutionAborted]");
        assertThat(Thread.interrupted()).isFalse();
    }

    /** An object that never comes. */
    private static Object never() throws InterruptedException {
        new CountDownLatch(1).await();
        return Map.of();
    }

    private static ApiLimits limits(int nodes) {
        return new ApiLimits(
                15,
                nodes,
                10_000,
                10_000,
                Duration.ofSeconds(10),
                100,
                500,
                1_000,
                4_000,
                DataSize.ofMegabytes(32),
                50,
                Duration.ofSeconds(1));
    }

    private static List<String> errors(String query) {
        return errors(API, query);
    }

    /** Those of the limits: there is no data here. */
    private static List<String> errors(GraphQL api, String query) {
        return api.execute(query).getErrors().stream()
                .filter(error -> api == API || error.getPath() == null)
                .map(GraphQLError::getMessage)
                .toList();
    }

    private static GraphQL api(Instrumentation instrumentation) {
        var schema = new SchemaGenerator()
                .makeExecutableSchema(
                        new SchemaParser().parse(Path.of("schema.graphqls").toFile()), WIRING);
        return GraphQL.newGraphQL(schema).instrumentation(instrumentation).build();
    }
}
