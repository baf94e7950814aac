package io.tektonretry.graphql.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much one request may ask for.
 *
 * @param maxDepth how many fields may be nested
 * @param maxNodes how many objects may be asked for in pages, counted by the sizes of the pages before anything is read
 * @param maxCharacters length of the GraphQL document
 * @param pointsPerMinute what one caller may ask for: each operation costs a point, and another for each hundred nodes that it may read
 * @param timeout after which a query is given up; mutations run to their end
 * @param maxListValues how many values a list in the arguments may have, unless it is one of ids
 * @param maxIds how many ids a list in the arguments may have
 * @param maxValues how many values all lists in the arguments may have together
 * @param maxTextCharacters how long a text or an id in the arguments may be
 * @param maxAnswerSize how much memory an answer may take: its JSON, and 200 bytes for each of its fields
 * @param maxConcurrentCalls how many operations of one caller are worked on at the same time; more are refused
 */
public @ConfigurationProperties("tektonretry.graphql") record ApiLimits(
        @DefaultValue("15") int maxDepth,
        @DefaultValue("500000") int maxNodes,
        @DefaultValue("10000") int maxCharacters,
        @DefaultValue("10000") int pointsPerMinute,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("100") int maxListValues,
        @DefaultValue("500") int maxIds,
        @DefaultValue("1000") int maxValues,
        @DefaultValue("4000") int maxTextCharacters,
        @DefaultValue("32MB") DataSize maxAnswerSize,
        @DefaultValue("50") int maxConcurrentCalls) {

    /** How many runs one bulk retry may be about. */
    public static final int MOST_IN_BULK = 500;

    /** How many runs a bulk retry is about that does not say so. */
    public static final int DEFAULT_IN_BULK = 25;
}
