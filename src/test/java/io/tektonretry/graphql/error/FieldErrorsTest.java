package io.tektonretry.graphql.error;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.GraphQL;
import graphql.execution.AbortExecutionException;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import io.tektonretry.web.OverloadedException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;

@ExtendWith(OutputCaptureExtension.class)
class FieldErrorsTest {

    private Instant now = Instant.parse("2026-11-24T08:00:00Z");

    @Test
    void tellTheLogOnceAMinuteHowManyCallsCouldNotBeAnswered(CapturedOutput output) {
        GraphQL graphql = failing(new OverloadedException(), new FieldErrors(() -> now));
        for (int i = 0; i < 100; i++) {
            assertThat(graphql.execute("{ one: a two: a }").getErrors())
                    .extracting(error -> error.getExtensions().get("code"))
                    .containsExactly("OVERLOADED", "OVERLOADED");
        }
        assertThat(output).containsOnlyOnce("Calls cannot be answered");
    }

    @Test
    void countTheCallsOfEachCodeForOneLineAMinute() {
        CountedFailures failures = new CountedFailures(() -> now);
        assertThat(failures.count(ErrorCode.OVERLOADED)).hasValue(1);
        assertThat(failures.count(ErrorCode.TIMEOUT)).hasValue(1);
        for (int second = 0; second < 60; second++) {
            assertThat(failures.count(ErrorCode.OVERLOADED)).isEmpty();
            now = now.plusSeconds(1);
        }
        assertThat(failures.count(ErrorCode.OVERLOADED)).hasValue(61);
        assertThat(failures.count(ErrorCode.TIMEOUT)).hasValue(1);
        assertThat(failures.count(ErrorCode.OVERLOADED)).isEmpty();
    }

    @Test
    void tellTheLogNothingOfAQueryThatWasGivenUp(CapturedOutput output) {
        GraphQL graphql = failing(new AbortExecutionException("cancelled"), new FieldErrors(Clock.systemUTC()));

        assertThat(graphql.execute("{ one: a two: a }").getErrors())
                .extracting(error -> error.getExtensions().get("code"))
                .containsExactly("TIMEOUT", "TIMEOUT");
        assertThat(output).doesNotContain("AbortExecutionException", "cannot be answered");
    }

    private static GraphQL failing(RuntimeException failure, FieldErrors errors) {
        return GraphQL.newGraphQL(new SchemaGenerator()
                        .makeExecutableSchema(
                                new SchemaParser().parse("type Query { a: String }"),
                                RuntimeWiring.newRuntimeWiring()
                                        .type(
                                                "Query",
                                                type -> type.dataFetcher("a", field -> {
                                                    throw failure;
                                                }))
                                        .build()))
                .defaultDataFetcherExceptionHandler(
                        DataFetcherExceptionResolver.createExceptionHandler(List.of(errors)))
                .build();
    }
}
