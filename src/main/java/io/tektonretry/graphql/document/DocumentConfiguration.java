package io.tektonretry.graphql.document;

import graphql.ExecutionInput;
import graphql.GraphQLError;
import graphql.ParseAndValidate;
import graphql.schema.GraphQLSchema;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.web.PageDocuments;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.execution.GraphQlSource;

/** Makes GraphQL Java ask {@link KnownDocuments} for documents. */
@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    private final @Nullable AllowedDocuments allowed;
    private final ApiLimits limits;

    DocumentConfiguration(DocumentProperties properties, ApiLimits limits, ObjectProvider<PageDocuments> pages) {
        this.limits = limits;
        this.allowed = properties.allowed() == null
                ? null
                : AllowedDocuments.below(
                        properties.allowed(),
                        pages.stream().flatMap(each -> each.texts().stream()).toList());
    }

    @Bean
    GraphQlSourceBuilderCustomizer knownDocuments(DocumentProperties properties) {
        KnownDocuments documents = new KnownDocuments(new ParsedDocuments(properties), allowed);
        return source -> source.configureGraphQl(service -> service.preparsedDocumentProvider(documents));
    }

    /** An allowed document that could never be executed is found at the start. */
    @Bean
    SmartInitializingSingleton allowedDocumentsCheck(GraphQlSource source) {
        Collection<String> texts = allowed == null ? List.of() : allowed.texts();
        return () -> texts.forEach(text -> check(source.schema(), text));
    }

    private void check(GraphQLSchema schema, String text) {
        if (text.length() > limits.maxCharacters()) {
            throw AllowedDocuments.invalid("has a document of %,d characters, and %,d are allowed: %s"
                    .formatted(text.length(), limits.maxCharacters(), beginning(text)));
        }
        errors(schema, text).findFirst().ifPresent(error -> {
            throw AllowedDocuments.invalid(
                    "has an invalid document: %s %s".formatted(error.getMessage(), beginning(text)));
        });
    }

    private static Stream<? extends GraphQLError> errors(GraphQLSchema schema, String text) {
        var parsed = ParseAndValidate.parseAndValidate(
                schema, ExecutionInput.newExecutionInput(text).build());
        return parsed.getErrors().stream();
    }

    private static String beginning(String text) {
        return text.strip().lines().findFirst().orElse("");
    }
}
