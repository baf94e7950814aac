package io.tektonretry.graphql.document;

import graphql.ExecutionInput;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.execution.preparsed.PreparsedDocumentProvider;
import graphql.execution.preparsed.persisted.PersistedQuerySupport;
import io.tektonretry.graphql.error.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the document of a call, parsed and valid: by its text, or by its hash if the replica knows it. What depends on the variables or the
 * caller is checked later, for every call.
 */
final class KnownDocuments implements PreparsedDocumentProvider {

    private final ParsedDocuments parsed;
    private final @Nullable AllowedDocuments allowed;

    KnownDocuments(ParsedDocuments parsed, @Nullable AllowedDocuments allowed) {
        this.parsed = parsed;
        this.allowed = allowed;
    }

    @Override
    public CompletableFuture<PreparsedDocumentEntry> getDocumentAsync(
            ExecutionInput call, Function<ExecutionInput, PreparsedDocumentEntry> parser) {
        try {
            return CompletableFuture.completedFuture(find(call, parser));
        } catch (DocumentRefusedException e) {
            return CompletableFuture.completedFuture(e.told());
        }
    }

    private PreparsedDocumentEntry find(ExecutionInput call, Function<ExecutionInput, PreparsedDocumentEntry> parser) {
        PersistedQuery named = PersistedQuery.of(call.getExtensions());
        String sent = named != null && isAbsent(call.getQuery()) ? null : call.getQuery();
        String hash = hash(named, sent);
        String text = text(hash, sent);
        PreparsedDocumentEntry known = parsed.find(hash);
        if (known != null) {
            return known;
        }
        if (text == null) {
            throw new DocumentRefusedException(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound");
        }
        PreparsedDocumentEntry document = parser.apply(call.transform(input -> input.query(text)));
        parsed.keep(hash, text, document);
        return document;
    }

    private static boolean isAbsent(String text) {
        return text.isEmpty() || text.equals(PersistedQuerySupport.PERSISTED_QUERY_MARKER);
    }

    private static String hash(@Nullable PersistedQuery named, @Nullable String sent) {
        if (sent == null && named != null) {
            return named.hash();
        }
        String hash = DocumentHash.of(String.valueOf(sent));
        if (named != null && !named.hash().equals(hash)) {
            throw new DocumentRefusedException(
                    ErrorCode.PERSISTED_QUERY_HASH_MISMATCH,
                    "`persistedQuery.sha256Hash` is not the SHA-256 of `query`. Send the hash of the same text.");
        }
        return hash;
    }

    private @Nullable String text(String hash, @Nullable String sent) {
        if (allowed == null) {
            return sent;
        }
        String text = allowed.find(hash);
        if (text == null) {
            throw new DocumentRefusedException(
                    ErrorCode.DOCUMENT_NOT_ALLOWED,
                    "This service executes listed documents only, and %s is none of them. Ask its operator to add it."
                            .formatted(hash));
        }
        return text;
    }
}
