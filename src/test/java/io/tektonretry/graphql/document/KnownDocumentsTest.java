package io.tektonretry.graphql.document;

import static org.assertj.core.api.Assertions.assertThat;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.preparsed.persisted.PersistedQuerySupport;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/** Which documents are executed, and which of them are parsed again. */
class KnownDocumentsTest {

    private static final String DOCUMENT = "query Sum($n: Int) { sum(n: $n) }";

    private final List<String> parsed = new ArrayList<>();

    @Test
    void parsesADocumentOnce() {
        Service service = service(properties(10, DataSize.ofKilobytes(100)));

        assertThat(service.call(DOCUMENT, Map.of())).isEmpty();
        assertThat(service.call(DOCUMENT, Map.of())).isEmpty();
        assertThat(service.call(DOCUMENT + " ", Map.of())).isEmpty();

        assertThat(parsed).containsExactly(DOCUMENT, DOCUMENT + " ");
    }

    @Test
    void keepsNeitherInvalidNorLongDocuments() {
        Service service = service(new DocumentProperties(10, DataSize.ofKilobytes(100), 40, null));

        for (String document : List.of("{ sum", "{ nothing }", DOCUMENT + " ".repeat(40))) {
            service.call(document, Map.of());
            service.call(document, Map.of());
        }

        assertThat(parsed).hasSize(6);
    }

    @Test
    void keepsNothingWithoutEntries() {
        Service service = service(properties(0, DataSize.ofKilobytes(100)));

        service.call(DOCUMENT, Map.of());
        service.call(DOCUMENT, Map.of());

        assertThat(parsed).hasSize(2);
        assertThat(service.call(null, persisted(DOCUMENT))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    }

    @Test
    void keepsSoManyDocumentsHoweverManyACallerSends() {
        ParsedDocuments documents = new ParsedDocuments(properties(20, DataSize.ofMegabytes(10)));
        Service service = new Service(new KnownDocuments(documents, null));

        for (int i = 0; i < 1000; i++) {
            assertThat(service.call("{ sum(n: %d) }".formatted(i), Map.of())).isEmpty();
        }

        assertThat(kept(documents, "{ sum(n: %d) }")).isLessThanOrEqualTo(20);
        assertThat(service.call(DOCUMENT, persisted(DOCUMENT))).isEmpty();
    }

    @Test
    void keepsDocumentsInSoMuchMemory() {
        ParsedDocuments documents = new ParsedDocuments(properties(1000, DataSize.ofKilobytes(100)));
        Service service = new Service(new KnownDocuments(documents, null));
        String large = "{ a%d: sum " + "sum ".repeat(100) + "}";

        for (int i = 0; i < 1000; i++) {
            assertThat(service.call(large.formatted(i), Map.of())).isEmpty();
        }

        assertThat(kept(documents, large)).isBetween(1L, 7L);
    }

    @Test
    void executesByHashWhatWasSentWithIt() {
        Service service = service(properties(10, DataSize.ofKilobytes(100)));

        assertThat(service.call(null, persisted(DOCUMENT))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(service.call(DOCUMENT, persisted(DOCUMENT))).isEmpty();
        assertThat(service.call(null, persisted(DOCUMENT))).isEmpty();
        assertThat(service.call("", persisted(DOCUMENT))).isEmpty();
        assertThat(parsed).containsExactly(DOCUMENT);
    }

    @Test
    void refusesTheHashOfAnotherDocument() {
        Service service = service(properties(10, DataSize.ofKilobytes(100)));

        assertThat(service.call(DOCUMENT, persisted("{ sum }"))).isEqualTo("PERSISTED_QUERY_HASH_MISMATCH");
        assertThat(service.call(null, persisted("{ sum }"))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
        assertThat(service.call(null, persisted(DOCUMENT))).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    }

    static List<Map.Entry<Object, String>> odd() {
        String hash = DocumentHash.of(DOCUMENT);
        return List.of(
                Map.entry("x", "INVALID_INPUT"),
                Map.entry(Map.of(), "INVALID_INPUT"),
                Map.entry(Map.of("version", 1), "INVALID_INPUT"),
                Map.entry(Map.of("version", "1", "sha256Hash", hash), "INVALID_INPUT"),
                Map.entry(Map.of("version", 1, "sha256Hash", hash.substring(1)), "INVALID_INPUT"),
                Map.entry(Map.of("version", 1, "sha256Hash", List.of(hash)), "INVALID_INPUT"),
                Map.entry(Map.of("version", 2, "sha256Hash", hash), "PERSISTED_QUERY_NOT_SUPPORTED"),
                Map.entry(Map.of("version", 1.5, "sha256Hash", hash), "PERSISTED_QUERY_NOT_SUPPORTED"));
    }

    @ParameterizedTest
    @MethodSource("odd")
    void refusesAnExtensionThatItDoesNotKnow(Map.Entry<Object, String> odd) {
        Service service = service(properties(10, DataSize.ofKilobytes(100)));

        assertThat(service.call(DOCUMENT, Map.of("persistedQuery", odd.getKey())))
                .isEqualTo(odd.getValue());
        assertThat(parsed).isEmpty();
    }

    @Test
    void executesAllowedDocumentsOnly(@TempDir Path files) throws Exception {
        Files.writeString(files.resolve("sum.graphql"), DOCUMENT);
        AllowedDocuments allowed = AllowedDocuments.below(files, List.of("{ sum }"));
        Service service = new Service(
                new KnownDocuments(new ParsedDocuments(properties(10, DataSize.ofKilobytes(100))), allowed));

        assertThat(service.call(null, persisted(DOCUMENT))).isEmpty();
        assertThat(service.call(DOCUMENT, Map.of())).isEmpty();
        assertThat(service.call("{ sum }", Map.of())).isEmpty();
        assertThat(service.call("{ sum  }", Map.of())).isEqualTo("DOCUMENT_NOT_ALLOWED");
        assertThat(service.call("{ sum  }", persisted("{ sum  }"))).isEqualTo("DOCUMENT_NOT_ALLOWED");
        assertThat(service.call(null, persisted("{ sum  }"))).isEqualTo("DOCUMENT_NOT_ALLOWED");
        assertThat(service.call("{ __schema { types { name } } }", Map.of())).isEqualTo("DOCUMENT_NOT_ALLOWED");
        assertThat(parsed).containsExactly(DOCUMENT, "{ sum }");
    }

    private static long kept(ParsedDocuments documents, String form) {
        return IntStream.range(0, 1000)
                .filter(i -> documents.find(DocumentHash.of(form.formatted(i))) != null)
                .count();
    }

    private static Map<String, Object> persisted(String document) {
        return Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", DocumentHash.of(document)));
    }

    private static DocumentProperties properties(int entries, DataSize size) {
        return new DocumentProperties(entries, size, 10_000, null);
    }

    private Service service(DocumentProperties properties) {
        return new Service(new KnownDocuments(new ParsedDocuments(properties), null));
    }

    /** GraphQL Java with a small schema. */
    private final class Service {

        private final GraphQL service;

        private Service(KnownDocuments documents) {
            var schema = UnExecutableSchemaGenerator.makeUnExecutableSchema(
                    new SchemaParser().parse("type Query { sum(n: Int): Int }"));
            this.service = GraphQL.newGraphQL(schema)
                    .preparsedDocumentProvider((call, parser) -> documents.getDocumentAsync(call, input -> {
                        parsed.add(input.getQuery());
                        return parser.apply(input);
                    }))
                    .build();
        }

        /** The code of the refusal; empty when the document is executed or invalid. */
        private String call(@Nullable String document, Map<String, Object> extensions) {
            ExecutionResult result = service.execute(ExecutionInput.newExecutionInput(
                            document == null ? PersistedQuerySupport.PERSISTED_QUERY_MARKER : document)
                    .extensions(extensions)
                    .build());
            return result.getErrors().stream()
                    .flatMap(error ->
                            error.getExtensions() == null ? Stream.empty() : error.getExtensions().values().stream())
                    .map(String::valueOf)
                    .findFirst()
                    .orElse("");
        }
    }
}
