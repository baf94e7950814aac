package io.tektonretry.graphql.limit;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.AbortExecutionException;
import graphql.execution.ExecutionContext;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.language.OperationDefinition.Operation;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.graphql.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.ErrorType;

/** Refuses operations that request too much, before anything is read. */
public final class QueryLimits extends SimplePerformantInstrumentation {

    private final ApiLimits limits;

    public QueryLimits(ApiLimits limits) {
        this.limits = limits;
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
            InstrumentationExecuteOperationParameters parameters, @Nullable InstrumentationState state) {
        long nodes = new QueryCost(parameters.getExecutionContext(), limits).nodes();
        if (nodes > limits.maxNodes()) {
            throw exceeded(
                    "By its page sizes, the query can return up to %,d nodes; %,d are allowed. Request smaller pages."
                            .formatted(nodes, limits.maxNodes()));
        }
        try {
            take(parameters.getExecutionContext(), nodes);
        } catch (RateLimitedException e) {
            throw RateLimits.refusal(e);
        }
        return super.beginExecuteOperation(parameters, state);
    }

    private static void take(ExecutionContext execution, long nodes) {
        OperationBudget budget = execution.getGraphQLContext().get(OperationBudget.class);
        if (budget != null) {
            budget.payForNodes(nodes);
        }
        CallSlot slot = execution.getGraphQLContext().get(CallSlot.class);
        if (slot != null && execution.getOperationDefinition().getOperation() != Operation.SUBSCRIPTION) {
            slot.take();
        }
    }

    static AbortExecutionException exceeded(String message) {
        return new AbortExecutionException(List.of(error(message)));
    }

    static AbortExecutionException invalid(String message) {
        return new AbortExecutionException(List.of(error(message, ErrorCode.INVALID_INPUT)));
    }

    public static GraphQLError error(String message) {
        return error(message, ErrorCode.LIMIT_EXCEEDED);
    }

    public static GraphQLError error(String message, ErrorCode code) {
        return GraphQLError.newError()
                .message(message)
                .errorType(ErrorType.BAD_REQUEST)
                .extensions(Map.of("code", code.name()))
                .build();
    }
}
