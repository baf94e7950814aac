package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class AnswerLimitsTest {

    private static final String SCHEMA = """
            type Query { nodes(count: Int!): [Node!]! } type Node { text: String! }
            """;

    private final AnswerMemory memory = memory(1, 2);

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        assertThat(answer(100).getErrors()).isEmpty();

        ExecutionResult tooLarge = answer(1_200);

        Object data = tooLarge.getData();
        assertThat(data).isNull();
        assertThat(tooLarge.getErrors()).singleElement().satisfies(error -> {
            assertThat(error.getMessage())
                    .isEqualTo("The answer has more than 1 MB. Ask for fewer objects or fields at a time.");
            assertThat(error.getExtensions()).containsEntry("code", "LIMIT_EXCEEDED");
        });
    }

    @Test
    void refusesAnAnswerThatHasNoMemory() {
        memory.take(AnswerMemory.blocks(DataSize.ofMegabytes(2).toBytes()));
        Thread.currentThread().interrupt();

        assertThat(answer(100).getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "OVERLOADED"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void givesTheMemoryBack() {
        for (int i = 0; i < 100; i++) {
            answer(100);
            answer(1_200);
        }
        memory.take(AnswerMemory.blocks(DataSize.ofMegabytes(2).toBytes()));
    }

    @Test
    void countsAnAnswerOnceItIsHeldTwice() {
        AnswerBudget budget = memory.budget();
        budget.add(500_000);
        budget.release();
        budget.release();

        assertThatThrownBy(() -> budget.add(600_000)).isInstanceOf(AnswerTooLargeException.class);
        memory.take(AnswerMemory.blocks(DataSize.ofMegabytes(2).toBytes()));
    }

    @Test
    void knowsWhatValuesTake() {
        assertThat(AnswerLimits.size("four")).isEqualTo(4);
        assertThat(AnswerLimits.size(new RawJson("{\"a\":1}"))).isEqualTo(7);
        assertThat(AnswerLimits.size(JsonMapper.shared().readTree("{\"name\":[\"one\",\"two\"],\"b\":{\"c\":\"d\"}}")))
                .isBetween(25L, 40L);
        assertThat(AnswerLimits.size(7)).isZero();
    }

    private ExecutionResult answer(int nodes) {
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .type(
                        "Query",
                        type -> type.dataFetcher(
                                "nodes",
                                environment -> Collections.nCopies(
                                        environment.getArgument("count"), Map.of("text", "x".repeat(1_000)))))
                .build();
        return GraphQL.newGraphQL(new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring))
                .instrumentation(new AnswerLimits(memory))
                .build()
                .execute("{ nodes(count: %d) { text } }".formatted(nodes));
    }

    private static AnswerMemory memory(int answer, int answers) {
        return new AnswerMemory(new ApiLimits(
                15,
                500_000,
                10_000,
                10_000,
                Duration.ofSeconds(10),
                100,
                500,
                1_000,
                4_000,
                DataSize.ofMegabytes(answer),
                DataSize.ofMegabytes(answers),
                50));
    }
}
