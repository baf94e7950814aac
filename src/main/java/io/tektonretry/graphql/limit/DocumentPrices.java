package io.tektonretry.graphql.limit;

import graphql.execution.CoercedVariables;
import graphql.language.Argument;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.IntValue;
import graphql.language.NullValue;
import graphql.language.ObjectField;
import graphql.language.ObjectValue;
import graphql.language.VariableReference;
import graphql.schema.GraphQLCompositeType;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cost, in nodes, of fields that are read from whole objects of the cluster. */
final class DocumentPrices {

    private static final int ONE_OBJECT = 20;

    /** For a task; the object is read once for all tasks of a run. */
    private static final int OF_ALL_TASKS = 1;

    /** For the last lines of the steps of an attempt, of which there are a few. */
    private static final int STEP = 5;

    /** For a run with all its tasks, and those of the runs that it retries. */
    private static final int LINEAGE = 500;

    /** For each run of a bulk retry, which is planned and audited whatever fields are selected. */
    private static final int ONE_OF_MANY = 100;

    /** For up to 10,000 rows, of which only counts remain. */
    private static final int COUNTS = 500;

    /** For all attempts of some weeks, of which only figures remain. */
    private static final int REPORT = 20_000;

    private static final Map<String, Integer> PRICES = Map.ofEntries(
            Map.entry("PipelineRun.manifest", ONE_OBJECT),
            Map.entry("PipelineRun.params", ONE_OBJECT),
            Map.entry("PipelineRun.results", ONE_OBJECT),
            Map.entry("PipelineRun.retryInfo", ONE_OBJECT),
            Map.entry("PipelineRun.retryability", LINEAGE),
            Map.entry("PipelineTask.dependsOn", OF_ALL_TASKS),
            Map.entry("StepState.logTail", STEP),
            Map.entry("FailedTask.lastLogLine", STEP),
            Map.entry("UnresolvedFailure.cause", ONE_OBJECT),
            Map.entry("UnresolvedFailure.failedTasks", ONE_OBJECT),
            Map.entry("UnresolvedFailure.failedTaskCount", ONE_OBJECT),
            Map.entry("Query.pipelineRunFacets", COUNTS),
            Map.entry("Reports.taskFlakiness", REPORT),
            Map.entry("Reports.retryWorth", REPORT),
            Map.entry("Reports.retries", REPORT),
            Map.entry("RetryLineage.results", LINEAGE),
            Map.entry("Query.retryPlan", LINEAGE),
            Map.entry("Mutation.retryPipelineRun", LINEAGE),
            Map.entry("Mutation.retryPipelineRuns", LINEAGE));

    private DocumentPrices() {}

    static int of(GraphQLCompositeType parent, Field field, CoercedVariables variables) {
        String name = parent.getName() + "." + field.getName();
        int runs = name.equals("Mutation.retryPipelineRuns") ? runs(field, variables) : 0;
        return PRICES.getOrDefault(name, 0) + ONE_OF_MANY * runs;
    }

    /** Maximum number of runs of a bulk retry. */
    private static int runs(Field field, CoercedVariables variables) {
        Object input = field.getArguments().stream()
                .filter(argument -> argument.getName().equals("input"))
                .<Object>map(Argument::getValue)
                .findFirst()
                .orElse(Map.of());
        Object ids = part(input, "runIds", variables);
        Object first = part(input, "first", variables);
        if (ids instanceof ArrayValue literal) {
            return literal.getValues().size();
        } else if (ids instanceof Collection<?> values) {
            return values.size();
        } else if (ids != null && !(ids instanceof NullValue)) {
            return 1;
        }
        int size = ApiLimits.DEFAULT_IN_BULK;
        if (first instanceof IntValue literal) {
            size = literal.getValue().intValue();
        } else if (first instanceof Integer value) {
            size = value;
        }
        return Math.max(1, Math.min(size, ApiLimits.MOST_IN_BULK));
    }

    private static @Nullable Object part(@Nullable Object input, String name, CoercedVariables variables) {
        Object given = value(input, variables);
        Object part = null;
        if (given instanceof ObjectValue object) {
            part = object.getObjectFields().stream()
                    .filter(field -> field.getName().equals(name))
                    .map(ObjectField::getValue)
                    .findFirst()
                    .orElse(null);
        } else if (given instanceof Map<?, ?> fields) {
            part = fields.get(name);
        }
        return value(part, variables);
    }

    private static @Nullable Object value(@Nullable Object given, CoercedVariables variables) {
        return given instanceof VariableReference variable ? variables.get(variable.getName()) : given;
    }
}
