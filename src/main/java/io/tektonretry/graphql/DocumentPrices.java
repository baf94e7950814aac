package io.tektonretry.graphql;

import graphql.language.Field;
import graphql.schema.GraphQLCompositeType;
import java.util.Map;

/** What fields cost whose answers are read from whole objects of the cluster, in nodes. */
final class DocumentPrices {

    private static final int ONE_OBJECT = 20;

    /** A run with all its tasks, and those of the runs that it retries. */
    private static final int LINEAGE = 500;

    private static final Map<String, Integer> PRICES = Map.of(
            "PipelineRun.manifest", ONE_OBJECT,
            "PipelineRun.params", ONE_OBJECT,
            "PipelineRun.results", ONE_OBJECT,
            "PipelineRun.retryInfo", ONE_OBJECT,
            "PipelineRun.retryability", LINEAGE,
            "RetryLineage.results", LINEAGE,
            "Query.retryPlan", LINEAGE,
            "Mutation.retryPipelineRun", LINEAGE,
            "Mutation.retryPipelineRuns", LINEAGE);

    private DocumentPrices() {}

    static int of(GraphQLCompositeType parent, Field field) {
        return PRICES.getOrDefault(parent.getName() + "." + field.getName(), 0);
    }
}
