package io.tektonretry.graphql.document;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.language.Node;
import org.jspecify.annotations.Nullable;

/** A cache of valid documents by their hash, limited by their number and their memory. */
final class ParsedDocuments {

    private static final int BYTES_OF_NODE = 150;
    private static final int BYTES_OF_CHARACTER = 2;

    private record Kept(PreparsedDocumentEntry document, int bytes) {}

    private final int maxCharacters;
    private final Cache<String, Kept> kept;

    ParsedDocuments(DocumentProperties properties) {
        long most = properties.cacheEntries() == 0 ? 0 : properties.cacheSize().toBytes();
        int least = least(most, Math.max(1, properties.cacheEntries()));
        this.maxCharacters = properties.maxCachedCharacters();
        this.kept = Caffeine.newBuilder()
                .maximumWeight(most)
                .executor(Runnable::run)
                .weigher((String hash, Kept document) -> Math.max(least, document.bytes()))
                .build();
    }

    /** With this weight of each document, not more than so many fit in. */
    private static int least(long most, int entries) {
        return Math.toIntExact(Math.max(1, (most + entries - 1) / entries));
    }

    @Nullable
    PreparsedDocumentEntry find(String hash) {
        Kept found = kept.getIfPresent(hash);
        return found == null ? null : found.document();
    }

    /** Keeps a document unless it is invalid or too long. */
    void keep(String hash, String text, PreparsedDocumentEntry document) {
        if (!document.hasErrors() && text.length() <= maxCharacters) {
            kept.put(hash, new Kept(document, bytes(text, document.getDocument())));
        }
    }

    private static int bytes(String text, Document document) {
        return BYTES_OF_CHARACTER * text.length() + BYTES_OF_NODE * nodes(document);
    }

    private static int nodes(Node<?> node) {
        int nodes = 1;
        for (Node<?> child : node.getChildren()) {
            nodes += nodes(child);
        }
        return nodes;
    }
}
