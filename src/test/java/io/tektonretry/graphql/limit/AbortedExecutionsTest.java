package io.tektonretry.graphql.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.SimpleDataFetcherExceptionHandler;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.schema.DataFetcher;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.tektonretry.history.database.CurrentLimit;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;

class AbortedExecutionsTest {

    private static final String SCHEMA = """
            type Query { small: Texts! large: Texts! } type Mutation { small: Texts! large: Texts! } type Subscription { large: Texts! }
            type Texts { a: String! b: String! }
            """;

    private final AnswerMemory memory = new AnswerMemory(8 << 20);
    private final AnswerShare share = memory.share();

    @AfterEach
    void leavesNothing() {
        share.over();
        assertThat(memory.taken()).isZero();
        assertThat(CurrentLimit.isThere()).isFalse();
    }

    @Test
    void ofAQueryThatEndsBeforeItsLastField() {
        assertThat(answer("{ large { a b } }").getErrors()).hasSize(1);
        assertThat(answer("{ small { a } large { a b } more: small { a } }").getErrors())
                .hasSize(1);
        assertThat(answer("{ small { a } }").getErrors()).isEmpty();
    }

    @Test
    void ofAMutationThatEndsBeforeItsLastField() {
        assertThat(answer("mutation { small { a } large { a b } more: small { a } }")
                        .getErrors())
                .hasSize(1);
    }

    @Test
    void ofAnEventThatEndsBeforeItsLastField() {
        Publisher<ExecutionResult> events =
                answer("subscription { large { a b } }").getData();

        assertThatThrownBy(() -> Flux.from(events).blockLast()).hasStackTraceContaining("AbortExecutionException");
    }

    private ExecutionResult answer(String query) {
        return service()
                .execute(ExecutionInput.newExecutionInput(query)
                        .graphQLContext(Map.of(AnswerShare.class, share))
                        .build());
    }

    private GraphQL service() {
        Map<String, String> large = Map.of("a", "x".repeat(1_100_000), "b", "x");
        DataFetcher<?> small = field -> Map.of("a", "x".repeat(100_000));
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .type("Query", type -> type.dataFetcher("small", small).dataFetcher("large", field -> large))
                .type("Mutation", type -> type.dataFetcher("small", small).dataFetcher("large", field -> large))
                .type("Subscription", type -> type.dataFetcher("large", field -> Flux.just(large, large)))
                .build();
        GraphQL.Builder service = GraphQL.newGraphQL(
                        new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring))
                .instrumentation(new ChainedInstrumentation(
                        new AnswerLimits(memory, DataSize.ofMegabytes(1)),
                        new QueryDeadline(Duration.ofMinutes(1), Clock.systemUTC())));
        AbortedExecutions.complete(service, new SimpleDataFetcherExceptionHandler());
        return service.build();
    }
}
