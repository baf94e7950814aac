package io.tektonretry.graphql.limit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of one request.
 *
 * @param maxDepth maximum nesting of fields
 * @param maxNodes maximum number of objects in pages, calculated from the page sizes before anything is read
 * @param maxCharacters maximum length of the GraphQL document
 * @param pointsPerMinute points of a caller per minute; each operation costs one point, and one more for each hundred
 * nodes that it may read
 * @param timeout after which a query is stopped; mutations are never stopped
 * @param maxListValues maximum number of values of a list in the arguments, except lists of ids
 * @param maxIds maximum number of ids of a list in the arguments
 * @param maxValues maximum number of values of all lists in the arguments together
 * @param maxTextCharacters maximum length of a text or an id in the arguments
 * @param maxAnswerSize maximum memory of an answer: its JSON, and 200 bytes for each of its fields
 * @param maxConcurrentCalls maximum number of concurrent operations of one caller; further ones are refused
 * @param callerCheckInterval interval between checks of the callers' connections; a query is checked once it runs for longer
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
        @DefaultValue("50") int maxConcurrentCalls,
        @DefaultValue("1s") Duration callerCheckInterval) {

    /** Maximum number of runs of one bulk retry. */
    public static final int MOST_IN_BULK = 500;

    /** Number of buckets that a group of a report is priced with. */
    static final int BUCKETS_IN_REPORT = 200;

    /** Default number of runs of one bulk retry. */
    public static final int DEFAULT_IN_BULK = 25;
}
