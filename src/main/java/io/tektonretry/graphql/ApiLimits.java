package io.tektonretry.graphql;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much one request may ask for.
 *
 * @param maxDepth how many fields may be nested
 * @param maxNodes how many objects may be asked for in pages, counted by the sizes of the pages before anything is read
 * @param maxCharacters length of the GraphQL document
 * @param timeout after which a query is given up; mutations run to their end
 */
@ConfigurationProperties("tektonretry.graphql")
record ApiLimits(
        @DefaultValue("15") int maxDepth,
        @DefaultValue("500000") int maxNodes,
        @DefaultValue("10000") int maxCharacters,
        @DefaultValue("10s") Duration timeout) {}
