package io.tektonretry.graphql.limit;

import graphql.execution.CoercedVariables;
import graphql.execution.ExecutionContext;
import graphql.introspection.Introspection;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Counts the nodes that an operation can request, as GitHub does: the sizes of its pages, multiplied by the sizes of
 * the pages around them, plus the cost in nodes of expensive fields. It traverses the operation itself because
 * graphql-java's traversal visits a fragment once, however often it is spread.
 */
final class QueryCost {

    private static final int MAX_SELECTIONS = 10_000;

    /** Bounds every product, so that sums cannot overflow. */
    private static final long MOST = 1_000_000_000;

    private final GraphQLSchema schema;
    private final Map<String, FragmentDefinition> fragments;
    private final PageSizes sizes;
    private final CoercedVariables variables;
    private final ArgumentLimits arguments;
    private final int maxDepth;
    private final long nodes;
    private int selections;

    /**
     * Counts immediately; refuses an operation that is nested too deeply, that fragments expand too much, or whose
     * arguments exceed a limit.
     */
    QueryCost(ExecutionContext context, ApiLimits limits) {
        this.schema = context.getGraphQLSchema();
        this.fragments = context.getFragmentsByName();
        this.variables = context.getCoercedVariables();
        this.sizes = new PageSizes(variables);
        this.arguments = new ArgumentLimits(limits, context.getCoercedVariables());
        this.maxDepth = limits.maxDepth();
        var operation = context.getOperationDefinition();
        GraphQLCompositeType root = switch (operation.getOperation()) {
            case QUERY -> schema.getQueryType();
            case MUTATION -> schema.getMutationType();
            case SUBSCRIPTION -> schema.getSubscriptionType();
        };
        this.nodes = cost(operation.getSelectionSet(), root, 1);
    }

    long nodes() {
        return nodes;
    }

    private long cost(SelectionSet set, GraphQLCompositeType parent, int depth) {
        long cost = 0;
        for (Selection<?> selection : set.getSelections()) {
            selections++;
            if (selections > MAX_SELECTIONS) {
                throw QueryLimits.exceeded("The query has more than %,d fields.".formatted(MAX_SELECTIONS));
            }
            cost = Math.min(MOST, cost + cost(selection, parent, depth));
        }
        return cost;
    }

    private long cost(Selection<?> selection, GraphQLCompositeType parent, int depth) {
        if (selection instanceof Field field) {
            return cost(field, parent, depth);
        }
        if (selection instanceof InlineFragment fragment) {
            return cost(fragment.getSelectionSet(), type(fragment.getTypeCondition(), parent), depth);
        }
        FragmentDefinition fragment = fragments.get(((FragmentSpread) selection).getName());
        return fragment == null
                ? 0
                : cost(fragment.getSelectionSet(), type(fragment.getTypeCondition(), parent), depth);
    }

    private long cost(Field field, GraphQLCompositeType parent, int depth) {
        if (depth > maxDepth) {
            throw QueryLimits.exceeded("The query nests fields deeper than %d.".formatted(maxDepth));
        }
        GraphQLFieldDefinition definition = Introspection.getFieldDef(schema, parent, field.getName());
        arguments.check(field, definition);
        if (field.getSelectionSet() == null
                || !(GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLCompositeType type)) {
            return DocumentPrices.of(parent, field, variables);
        }
        long children = cost(field.getSelectionSet(), type, depth + 1);
        OptionalInt size = sizes.of(field, type);
        long read = size.isPresent() ? size.getAsInt() * (1 + children) : children;
        return Math.min(MOST, DocumentPrices.of(parent, field, variables) + read);
    }

    private GraphQLCompositeType type(@Nullable TypeName condition, GraphQLCompositeType parent) {
        return condition != null && schema.getType(condition.getName()) instanceof GraphQLCompositeType type
                ? type
                : parent;
    }
}
