package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.GraphQL;
import graphql.execution.AbortExecutionException;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;

@ExtendWith(OutputCaptureExtension.class)
class FieldErrorsTest {

    @Test
    void tellTheLogNothingOfAQueryThatWasGivenUp(CapturedOutput output) {
        GraphQL graphql = GraphQL.newGraphQL(new SchemaGenerator()
                        .makeExecutableSchema(
                                new SchemaParser().parse("type Query { a: String }"),
                                RuntimeWiring.newRuntimeWiring()
                                        .type(
                                                "Query",
                                                type -> type.dataFetcher("a", field -> {
                                                    throw new AbortExecutionException("cancelled");
                                                }))
                                        .build()))
                .defaultDataFetcherExceptionHandler(
                        DataFetcherExceptionResolver.createExceptionHandler(List.of(new FieldErrors())))
                .build();

        assertThat(graphql.execute("{ one: a two: a }").getErrors())
                .extracting(error -> error.getExtensions().get("code"))
                .containsExactly("TIMEOUT", "TIMEOUT");
        assertThat(output).doesNotContain("AbortExecutionException", "can't be answered");
    }
}
