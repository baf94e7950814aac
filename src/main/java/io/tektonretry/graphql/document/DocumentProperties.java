package io.tektonretry.graphql.document;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * GraphQL documents that a replica remembers, and those that it executes.
 *
 * @param cacheEntries maximum number of valid documents that are kept parsed and can be called by their hash; 0 for none
 * @param cacheSize maximum memory for them: their text, and 150 bytes for each of their syntax nodes
 * @param maxCachedCharacters maximum length of a document that is kept
 * @param allowed a file or a directory with the only documents that are executed; all documents when absent
 */
@ConfigurationProperties("tektonretry.graphql-documents")
record DocumentProperties(
        @DefaultValue("1000") int cacheEntries,
        @DefaultValue("16MB") DataSize cacheSize,
        @DefaultValue("10000") int maxCachedCharacters,
        @Nullable Path allowed) {

    DocumentProperties {
        if (cacheEntries < 0 || cacheSize.isNegative() || cacheSize.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "tektonretry.graphql-documents needs a cache-entries of 0 or more, and a cache-size from 0 to 2047MB");
        }
    }
}
