package io.tektonretry.graphql.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.web.PageDocuments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.graphql.execution.GraphQlSource;

/** The list of allowed documents, and what is wrong with one. */
class AllowedDocumentsTest {

    private static final String DOCUMENT = "{ sum }";

    @TempDir
    Path files;

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({DocumentProperties.class, ApiLimits.class})
    static class Properties {}

    @Test
    void readsADirectoryAsKubernetesMountsIt() throws Exception {
        Path hidden = Files.createDirectory(files.resolve("..data"));
        Files.writeString(hidden.resolve("sum.graphql"), DOCUMENT);
        Files.createSymbolicLink(files.resolve("sum.graphql"), Path.of("..data/sum.graphql"));
        Files.writeString(files.resolve("more.json"), list(DocumentHash.of("{ a: sum }"), "{ a: sum }"));
        Files.writeString(files.resolve("readme.md"), "{ b: sum }");

        assertThat(AllowedDocuments.below(files, List.of()).texts()).containsExactlyInAnyOrder(DOCUMENT, "{ a: sum }");
    }

    @Test
    void readsOneFile() throws Exception {
        Path file = Files.writeString(files.resolve("sum.graphql"), DOCUMENT + "\n");

        assertThat(AllowedDocuments.below(file, List.of()).find(DocumentHash.of(DOCUMENT + "\n")))
                .isEqualTo(DOCUMENT + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            list.json     | []                       | needs an object
            list.json     | {                        | needs an object
            list.json     | {"abc": "{ sum }"}       | which is not its SHA-256
            list.json     | {}                       | has no *.graphql or *.json file
            sum.txt       | { sum }                  | has no *.graphql or *.json file
            sum.graphql   | { nothing }              | has an invalid document
            sum.graphql   | { sum                    | has an invalid document
            """)
    void isRefusedAtTheStart(String file, String content, String reason) throws Exception {
        Files.writeString(files.resolve(file), content);

        context(files)
                .run(context -> assertThat(context)
                        .getFailure()
                        .satisfies(failure -> assertThat(NestedExceptionUtils.getMostSpecificCause(failure))
                                .hasMessageContaining("tektonretry.graphql-documents.allowed")
                                .hasMessageContaining(reason)));
    }

    @Test
    void aDocumentOverTheLimitIsRefusedAtTheStart() throws Exception {
        Files.writeString(files.resolve("sum.graphql"), DOCUMENT + " ".repeat(10_000));

        context(files)
                .run(context ->
                        assertThat(context).getFailure().hasMessageContaining("has a document of 10,007 characters"));
    }

    @Test
    void aPathThatIsNotThereIsRefusedAtTheStart() {
        assertThatThrownBy(() -> AllowedDocuments.below(files.resolve("absent"), List.of()))
                .hasMessageContaining("tektonretry.graphql-documents.allowed cannot be read");
    }

    @Test
    void pagesOfTheServiceAreAllowed() throws Exception {
        Files.writeString(files.resolve("sum.graphql"), DOCUMENT);

        context(files)
                .withBean(PageDocuments.class, () -> () -> List.of("{ nothing }"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("has an invalid document")
                        .hasMessageContaining("{ nothing }"));
        context(files)
                .withBean(PageDocuments.class, () -> () -> List.of("{ a: sum }"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static ApplicationContextRunner context(Path allowed) {
        var schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(
                new SchemaParser().parse("type Query { sum(n: Int): Int }"));
        return new ApplicationContextRunner()
                .withUserConfiguration(Properties.class, DocumentConfiguration.class)
                .withBean(
                        GraphQlSource.class, () -> GraphQlSource.builder(schema).build())
                .withPropertyValues("tektonretry.graphql-documents.allowed=" + allowed);
    }

    private static String list(String hash, String document) {
        return "{\"%s\": \"%s\"}".formatted(hash, document);
    }
}
