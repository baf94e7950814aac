package io.tektonretry.graphql;

import graphql.execution.instrumentation.ExecuteObjectInstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationCreateStateParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.language.OperationDefinition.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gives up a query that takes too long, between two of its objects. A mutation is never given up: what it has changed must be
 * told.
 */
final class QueryDeadline extends SimplePerformantInstrumentation {

    private final Duration timeout;
    private final Clock clock;

    private record Deadline(Instant at) implements InstrumentationState {}

    QueryDeadline(Duration timeout, Clock clock) {
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<InstrumentationState> createStateAsync(InstrumentationCreateStateParameters parameters) {
        return CompletableFuture.completedFuture(new Deadline(clock.instant().plus(timeout)));
    }

    @Override
    public @Nullable ExecuteObjectInstrumentationContext beginExecuteObject(
            InstrumentationExecutionStrategyParameters parameters, @Nullable InstrumentationState state) {
        boolean isQuery =
                parameters.getExecutionContext().getOperationDefinition().getOperation() == Operation.QUERY;
        if (isQuery && state instanceof Deadline deadline && clock.instant().isAfter(deadline.at())) {
            parameters.getExecutionContext().getExecutionInput().cancel();
        }
        return super.beginExecuteObject(parameters, state);
    }
}
