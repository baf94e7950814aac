package io.tektonretry.graphql.limit;

import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.execution.AbortExecutionException;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.execution.FieldValueInfo;
import graphql.execution.FieldValueInfo.CompleteValueType;
import graphql.execution.SubscriptionExecutionStrategy;
import io.tektonretry.graphql.field.PlainFieldStrategy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Completes a query, or an event of a subscription, that is cancelled on the thread that began it. GraphQL Java throws
 * in that case, and does not tell instrumentations that what they began is over.
 */
public final class AbortedExecutions {

    private AbortedExecutions() {}

    public static void complete(GraphQL.Builder service, DataFetcherExceptionHandler errors) {
        service.queryExecutionStrategy(new Queries(errors)).subscriptionExecutionStrategy(new Subscriptions(errors));
    }

    private static final class Queries extends PlainFieldStrategy {

        private Queries(DataFetcherExceptionHandler errors) {
            super(errors);
        }

        @Override
        public CompletableFuture<ExecutionResult> execute(
                ExecutionContext context, ExecutionStrategyParameters parameters) {
            try {
                return super.execute(context, parameters);
            } catch (AbortExecutionException e) {
                return CompletableFuture.completedFuture(e.toExecutionResult());
            }
        }
    }

    private static final class Subscriptions extends SubscriptionExecutionStrategy {

        private Subscriptions(DataFetcherExceptionHandler errors) {
            super(errors);
        }

        @Override
        protected FieldValueInfo completeField(
                ExecutionContext context, ExecutionStrategyParameters parameters, @Nullable Object value) {
            try {
                return super.completeField(context, parameters, value);
            } catch (AbortExecutionException e) {
                return new FieldValueInfo(CompleteValueType.OBJECT, CompletableFuture.failedFuture(e));
            }
        }
    }
}
