package io.tektonretry.graphql.limit;

import graphql.ExecutionResult;
import graphql.execution.ExecutionContext;
import graphql.execution.instrumentation.ExecuteObjectInstrumentationContext;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import graphql.language.OperationDefinition.Operation;
import io.tektonretry.history.database.TimeLimit;
import io.tektonretry.web.CallerWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Stops a query that takes too long or whose caller has gone: between two of its objects, and within a field by cancelling what it waits for.
 * Mutations are never stopped: their changes must be reported.
 */
public final class QueryDeadline extends SimplePerformantInstrumentation {

    private final Duration timeout;
    private final Clock clock;

    private record Deadline(Instant at) implements InstrumentationState {}

    public QueryDeadline(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<InstrumentationState> createStateAsync(InstrumentationCreateStateParameters parameters) {
        return CompletableFuture.completedFuture(new Deadline(clock.instant().plus(timeout)));
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
            InstrumentationExecuteOperationParameters parameters, @Nullable InstrumentationState state) {
        ExecutionContext execution = parameters.getExecutionContext();
        if (!isQuery(execution)) {
            return super.beginExecuteOperation(parameters, state);
        }
        if (state instanceof Deadline deadline) {
            execution.getGraphQLContext().put(Deadline.class, deadline);
        }
        TimeLimit limit =
                TimeLimit.begin(timeout, () -> execution.getExecutionInput().cancel());
        CallerWatch watch = execution.getGraphQLContext().get(CallerWatch.class);
        if (watch == null) {
            return limited(limit, () -> {});
        }
        watch.begin(limit::giveUp);
        return limited(limit, watch::stop);
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginSubscribedFieldEvent(
            InstrumentationFieldParameters parameters, @Nullable InstrumentationState state) {
        return limited(TimeLimit.begin(timeout, () -> {}), () -> {});
    }

    @Override
    public @Nullable ExecuteObjectInstrumentationContext beginExecuteObject(
            InstrumentationExecutionStrategyParameters parameters, @Nullable InstrumentationState state) {
        check(parameters.getExecutionContext());
        return super.beginExecuteObject(parameters, state);
    }

    /** Stops a query whose time has passed. */
    void check(ExecutionContext execution) {
        Deadline deadline = execution.getGraphQLContext().get(Deadline.class);
        if (deadline != null && clock.instant().isAfter(deadline.at())) {
            execution.getExecutionInput().cancel();
        }
    }

    private static boolean isQuery(ExecutionContext execution) {
        return execution.getOperationDefinition().getOperation() == Operation.QUERY;
    }

    private static InstrumentationContext<ExecutionResult> limited(TimeLimit limit, Runnable atTheEnd) {
        return new InstrumentationContext<>() {

            @Override
            public void onDispatched() {
                limit.leave();
            }

            @Override
            public void onCompleted(@Nullable ExecutionResult result, @Nullable Throwable error) {
                limit.close();
                atTheEnd.run();
            }
        };
    }
}
