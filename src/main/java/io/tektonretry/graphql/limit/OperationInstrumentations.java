package io.tektonretry.graphql.limit;

import graphql.ExecutionInput;
import graphql.execution.instrumentation.ChainedInstrumentation;
import graphql.execution.instrumentation.ExecuteObjectInstrumentationContext;
import graphql.execution.instrumentation.FieldFetchingInstrumentationContext;
import graphql.execution.instrumentation.Instrumentation;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimpleInstrumentationContext;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionStrategyParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldCompleteParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import graphql.schema.DataFetcher;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The instrumentations of operations. A page has thousands of fields, and GraphQL Java would make a list of contexts for
 * each step of each field: only those are told of fields and objects that count or stop something there.
 */
public final class OperationInstrumentations extends ChainedInstrumentation {

    private final AnswerLimits answers;
    private final QueryDeadline deadline;
    private final UnaryOperator<ExecutionInput> lookups;

    /**
     * All of them.
     *
     * @param lookups adds the look-ups to an operation, after the others have changed it
     */
    public OperationInstrumentations(
            List<Instrumentation> all,
            AnswerLimits answers,
            QueryDeadline deadline,
            UnaryOperator<ExecutionInput> lookups) {
        super(all);
        this.answers = answers;
        this.deadline = deadline;
        this.lookups = lookups;
    }

    @Override
    public ExecutionInput instrumentExecutionInput(
            ExecutionInput operation,
            InstrumentationExecutionParameters parameters,
            @Nullable InstrumentationState state) {
        return lookups.apply(super.instrumentExecutionInput(operation, parameters, state));
    }

    @Override
    public ExecuteObjectInstrumentationContext beginExecuteObject(
            InstrumentationExecutionStrategyParameters parameters, @Nullable InstrumentationState state) {
        deadline.check(parameters.getExecutionContext());
        return ExecuteObjectInstrumentationContext.NOOP;
    }

    @Override
    public InstrumentationContext<Object> beginFieldExecution(
            InstrumentationFieldParameters parameters, @Nullable InstrumentationState state) {
        return SimpleInstrumentationContext.noOp();
    }

    @Override
    public FieldFetchingInstrumentationContext beginFieldFetching(
            InstrumentationFieldFetchParameters parameters, @Nullable InstrumentationState state) {
        return FieldFetchingInstrumentationContext.NOOP;
    }

    @Override
    public DataFetcher<?> instrumentDataFetcher(
            DataFetcher<?> fetcher,
            InstrumentationFieldFetchParameters parameters,
            @Nullable InstrumentationState state) {
        return fetcher;
    }

    @Override
    public @Nullable InstrumentationContext<Object> beginFieldCompletion(
            InstrumentationFieldCompleteParameters parameters, @Nullable InstrumentationState state) {
        return answers.beginFieldCompletion(parameters, state);
    }

    @Override
    public @Nullable InstrumentationContext<Object> beginFieldListCompletion(
            InstrumentationFieldCompleteParameters parameters, @Nullable InstrumentationState state) {
        return answers.beginFieldListCompletion(parameters, state);
    }
}
