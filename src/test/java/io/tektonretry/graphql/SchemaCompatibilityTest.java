package io.tektonretry.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.schema.diff.DiffEvent;
import graphql.schema.diff.SchemaDiff;
import graphql.schema.diff.SchemaDiffSet;
import graphql.schema.diff.reporting.CapturingReporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that the last released schema accepts must stay valid, and their answers must keep their form. */
class SchemaCompatibilityTest {

    private static final Path RELEASED = Path.of("src/test/resources/released-schema.graphqls");

    @Test
    void breaksNoClientOfTheLastRelease() throws IOException {
        assertThat(breakages(Files.readString(RELEASED), Files.readString(Path.of("schema.graphqls"))))
                .as("Clients of the last release break. src/docs/contributing.md says how to change the schema.")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a: Int!             | b: Int!
            a: Int!             | a: Int
            a: Int!             | a: String!
            b(c: Int): Int      | b(c: Int!): Int
            b(c: Int): Int      | b: Int
            b(c: Int): Int      | b(c: Int, d: Int!): Int
            e: Int              | e: Int f: Int!
            ONE                 | TWO
            """)
    void noticesWhatBreaksClients(String before, String after) {
        String schema = "type Query { a: Int! b(c: Int): Int x(y: I): E } input I { e: Int } enum E { ONE }";

        assertThat(breakages(schema, schema.replace(before, after))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            a: Int!             | a: Int! new: Int
            b(c: Int): Int      | b(c: Int): Int!
            b(c: Int): Int      | b(c: Int, d: Int): Int
            e: Int              | e: Int f: Int
            ONE                 | ONE TWO
            """)
    void allowsAdditions(String before, String after) {
        String schema = "type Query { a: Int! b(c: Int): Int x(y: I): E } input I { e: Int } enum E { ONE }";

        assertThat(breakages(schema, schema.replace(before, after))).isEmpty();
    }

    private static List<String> breakages(String before, String after) {
        CapturingReporter reporter = new CapturingReporter();
        new SchemaDiff().diffSchema(SchemaDiffSet.diffSetFromSdl(before, after), reporter);
        return reporter.getBreakages().stream().map(DiffEvent::toString).toList();
    }
}
