package io.tektonretry.graphql;

import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.execution.ExecutionContext;
import graphql.execution.FetchedValue;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationExecuteOperationParameters;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldCompleteParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.databind.JsonNode;

/** Counts the memory that an answer takes while it is made, and ends one that takes too much. */
final class AnswerLimits extends SimplePerformantInstrumentation {

    /** Where {@link AnswerRelease} finds the budget of an answer that is yet to be sent. */
    static final String TO_RELEASE = AnswerBudget.class.getName();

    /** What a field takes in graphql-java and in the map of the answer, beside its value. */
    private static final int FIELD = 200;

    private final AnswerMemory memory;

    AnswerLimits(AnswerMemory memory) {
        this.memory = memory;
    }

    /** The budget of an answer; none where there is no limit. */
    static @Nullable AnswerBudget budget(GraphQLContext context) {
        return context.get(AnswerBudget.class);
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
            InstrumentationExecuteOperationParameters parameters, @Nullable InstrumentationState state) {
        return counted(parameters.getExecutionContext());
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginSubscribedFieldEvent(
            InstrumentationFieldParameters parameters, @Nullable InstrumentationState state) {
        return counted(parameters.getExecutionContext());
    }

    @Override
    public @Nullable InstrumentationContext<Object> beginFieldCompletion(
            InstrumentationFieldCompleteParameters parameters, @Nullable InstrumentationState state) {
        count(parameters);
        return super.beginFieldCompletion(parameters, state);
    }

    @Override
    public @Nullable InstrumentationContext<Object> beginFieldListCompletion(
            InstrumentationFieldCompleteParameters parameters, @Nullable InstrumentationState state) {
        count(parameters);
        return super.beginFieldListCompletion(parameters, state);
    }

    /** Nothing is answered when it is too much, not even by a mutation: what has changed is read with another query. */
    private static void count(InstrumentationFieldCompleteParameters parameters) {
        ExecutionContext execution = parameters.getExecutionContext();
        AnswerBudget budget = budget(execution.getGraphQLContext());
        if (budget != null) {
            try {
                Object value = FetchedValue.getFetchedValue(parameters.getFetchedObject());
                budget.add(FIELD);
                if (value instanceof RawJson) {
                    budget.answer(size(value));
                } else {
                    budget.add(size(value));
                }
            } catch (AnswerTooLargeException | OverloadedException e) {
                budget.refuse(e);
                execution.getExecutionInput().cancel();
            }
        }
    }

    @Override
    public CompletableFuture<ExecutionResult> instrumentExecutionResult(
            ExecutionResult result,
            InstrumentationExecutionParameters parameters,
            @Nullable InstrumentationState state) {
        AnswerBudget budget = budget(parameters.getGraphQLContext());
        RuntimeException refusal = budget == null ? null : budget.refusal();
        return CompletableFuture.completedFuture(refusal == null ? result : refused(refusal));
    }

    private static ExecutionResult refused(RuntimeException refusal) {
        ErrorCode code = refusal instanceof OverloadedException ? ErrorCode.OVERLOADED : ErrorCode.LIMIT_EXCEEDED;
        GraphQLError error = QueryLimits.error(String.valueOf(refusal.getMessage()), code);
        return ExecutionResult.newExecutionResult().addError(error).build();
    }

    private InstrumentationContext<ExecutionResult> counted(ExecutionContext execution) {
        AnswerBudget budget = memory.budget();
        execution.getGraphQLContext().put(AnswerBudget.class, budget);
        return new InstrumentationContext<>() {

            @Override
            public void onDispatched() {
                // What is asked for is under way.
            }

            @Override
            public void onCompleted(@Nullable ExecutionResult result, @Nullable Throwable error) {
                releaseOnceSent(budget);
            }
        };
    }

    /** The answer to an HTTP request takes its memory until the request ends. */
    private static void releaseOnceSent(AnswerBudget budget) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        if (request == null) {
            budget.release();
        } else {
            request.setAttribute(TO_RELEASE, budget, RequestAttributes.SCOPE_REQUEST);
        }
    }

    static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof RawJson json) {
            return json.text().length();
        }
        return value instanceof JsonNode json ? size(json) : 0;
    }

    private static long size(JsonNode json) {
        if (json.isContainer()) {
            long size = 2;
            for (JsonNode part : json.values()) {
                size += size(part);
            }
            for (Map.Entry<String, JsonNode> property : json.properties()) {
                size += property.getKey().length() + 4;
            }
            return size;
        }
        return json.isString() ? json.stringValue().length() + 3 : 8;
    }
}
