package io.tektonretry.graphql.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.tektonretry.graphql.error.AnswerTooLargeException;
import io.tektonretry.graphql.scalar.RawJson;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class AnswerLimitsTest {

    private static final String SCHEMA = """
            type Query { nodes(count: Int!): [Node!]! } type Node { text: String! }
            """;

    private final AnswerMemory memory = new AnswerMemory(4 << 20);

    @Test
    void refusesAnAnswerThatIsTooLarge() {
        assertThat(answer(100).getErrors()).isEmpty();

        ExecutionResult tooLarge = answer(1_200);

        Object data = tooLarge.getData();
        assertThat(data).isNull();
        assertThat(tooLarge.getErrors()).singleElement().satisfies(error -> {
            assertThat(error.getMessage())
                    .isEqualTo("The answer has more than 1 MB. Request fewer objects or fields at a time.");
            assertThat(error.getExtensions()).containsEntry("code", "LIMIT_EXCEEDED");
        });
    }

    @Test
    void refusesAnAnswerThatHasNoMemory() {
        AnswerShare other = memory.share();
        other.take(memory.most());
        Thread.currentThread().interrupt();

        assertThat(answer(500).getErrors())
                .singleElement()
                .satisfies(error -> assertThat(error.getExtensions()).containsEntry("code", "OVERLOADED"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void givesTheMemoryBack() {
        for (int i = 0; i < 10; i++) {
            answer(100);
            answer(1_200);
        }
        assertThat(memory.taken()).isZero();
    }

    @Test
    void givesTheMemoryBackOfAQueryThatIsCancelledBeforeItBegins() {
        AnswerShare share = memory.share();
        ExecutionInput input = ExecutionInput.newExecutionInput("{ nodes(count: 1) { text } }")
                .graphQLContext(Map.of(AnswerShare.class, share))
                .build();
        input.cancel();

        assertThat(service().execute(input).getErrors()).isNotEmpty();
        share.take(2 * AnswerShare.FREE);
        share.over();
        assertThat(memory.taken()).isZero();
    }

    @Test
    void takesMemoryForTheValueAndForTheJson() {
        AnswerBudget budget = new AnswerBudget(memory.share(), DataSize.ofMegabytes(1));
        budget.add(AnswerShare.FREE);

        assertThat(memory.taken()).isEqualTo(2 * AnswerShare.FREE);

        budget.addBefore(AnswerShare.FREE);
        assertThat(memory.taken()).isEqualTo(4 * AnswerShare.FREE);
        budget.answer(AnswerShare.FREE);
        assertThat(memory.taken()).isEqualTo(4 * AnswerShare.FREE);
    }

    @Test
    void takesMemoryForWhatIsReadBeforeItIsKept() {
        AnswerBudget budget = new AnswerBudget(memory.share(), DataSize.ofMegabytes(1));
        budget.read(10 * AnswerShare.FREE);
        budget.keep(AnswerShare.FREE);
        budget.read(9 * AnswerShare.FREE);

        assertThat(memory.taken()).isEqualTo(10 * AnswerShare.FREE);
        assertThatThrownBy(() -> budget.keep(1_000_000)).isInstanceOf(AnswerTooLargeException.class);
    }

    @Test
    void knowsWhatValuesTake() {
        assertThat(AnswerLimits.size("four")).isEqualTo(4);
        assertThat(AnswerLimits.size(new RawJson("{\"a\":1}"))).isEqualTo(7);
        assertThat(AnswerLimits.size(JsonMapper.shared().readTree("{\"name\":[\"one\",\"two\"],\"b\":{\"c\":\"d\"}}")))
                .isBetween(25L, 40L);
        assertThat(AnswerLimits.size(7)).isZero();
        assertThat(AnswerLimits.size("\"\n\u00e4")).isEqualTo(2 + 6 + 2);
        assertThat(AnswerLimits.size("\u20ac")).isEqualTo(3);
        assertThat(AnswerLimits.size("\u20ac" + "x".repeat(97))).isEqualTo(98 + 50);
    }

    private ExecutionResult answer(int nodes) {
        return service().execute("{ nodes(count: %d) { text } }".formatted(nodes));
    }

    private GraphQL service() {
        RuntimeWiring wiring = RuntimeWiring.newRuntimeWiring()
                .type(
                        "Query",
                        type -> type.dataFetcher(
                                "nodes",
                                environment -> Collections.nCopies(
                                        environment.getArgument("count"), Map.of("text", "x".repeat(1_000)))))
                .build();
        return GraphQL.newGraphQL(new SchemaGenerator().makeExecutableSchema(new SchemaParser().parse(SCHEMA), wiring))
                .instrumentation(new AnswerLimits(memory, DataSize.ofMegabytes(1)))
                .build();
    }
}
