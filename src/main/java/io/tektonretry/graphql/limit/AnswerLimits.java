package io.tektonretry.graphql.limit;

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
import io.tektonretry.graphql.error.AnswerTooLargeException;
import io.tektonretry.graphql.error.ErrorCode;
import io.tektonretry.graphql.scalar.RawJson;
import io.tektonretry.web.AnswerMemory;
import io.tektonretry.web.AnswerShare;
import io.tektonretry.web.OverloadedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** Counts the memory of an answer while it is made, and ends an answer that exceeds the limit. */
public final class AnswerLimits extends SimplePerformantInstrumentation {

    /** Overhead of a field in graphql-java and in the map of the answer, in bytes. */
    private static final int FIELD = 200;

    private final AnswerMemory memory;
    private final DataSize most;

    public AnswerLimits(AnswerMemory memory, DataSize most) {
        this.memory = memory;
        this.most = most;
    }

    /** The budget of an answer; null without a limit. */
    public static @Nullable AnswerBudget budget(GraphQLContext context) {
        return context.get(AnswerBudget.class);
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginExecuteOperation(
            InstrumentationExecuteOperationParameters parameters, @Nullable InstrumentationState state) {
        ExecutionContext execution = parameters.getExecutionContext();
        AnswerShare ofRequest = execution.getGraphQLContext().get(AnswerShare.class);
        return counted(execution, ofRequest == null ? untilMade() : ofRequest);
    }

    @Override
    public @Nullable InstrumentationContext<ExecutionResult> beginSubscribedFieldEvent(
            InstrumentationFieldParameters parameters, @Nullable InstrumentationState state) {
        return counted(parameters.getExecutionContext(), untilMade());
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

    /**
     * An answer over the limit is replaced by an error, even that of a mutation: the caller reads the changes with
     * another query.
     */
    private static void count(InstrumentationFieldCompleteParameters parameters) {
        ExecutionContext execution = parameters.getExecutionContext();
        AnswerBudget budget = budget(execution.getGraphQLContext());
        if (budget != null) {
            try {
                Object value = FetchedValue.getFetchedValue(parameters.getFetchedObject());
                if (value instanceof RawJson) {
                    budget.add(FIELD);
                    budget.answer(size(value));
                } else {
                    budget.add(FIELD + size(value));
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

    /** A share without a request, which lives until the answer is made. */
    private AnswerShare untilMade() {
        AnswerShare share = memory.share();
        share.over();
        return share;
    }

    private InstrumentationContext<ExecutionResult> counted(ExecutionContext execution, AnswerShare share) {
        share.begin();
        AnswerBudget budget = new AnswerBudget(share, most);
        execution.getGraphQLContext().put(AnswerBudget.class, budget);
        return new InstrumentationContext<>() {

            @Override
            public void onDispatched() {
                // The requested data is being read.
            }

            @Override
            public void onCompleted(@Nullable ExecutionResult result, @Nullable Throwable error) {
                budget.made();
            }
        };
    }

    /** Size of a value's JSON in bytes, at least half of the memory of value and JSON. */
    static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return size(text);
        }
        if (value instanceof RawJson json) {
            return json.text().chars().mapToLong(next -> utf8((char) next)).sum();
        }
        return value instanceof JsonNode json ? size(json) : 0;
    }

    private static long size(String text) {
        long size = 0;
        boolean isWide = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            isWide |= next > 0xff;
            size += size(next);
        }
        return isWide ? Math.max(size, text.length() + size / 2) : size;
    }

    private static int size(char next) {
        if (next < ' ') {
            return 6;
        }
        return next == '"' || next == '\\' ? 2 : utf8(next);
    }

    private static int utf8(char next) {
        if (next < 0x80) {
            return 1;
        }
        return next < 0x800 ? 2 : 3;
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
        return json.isString() ? size(json.stringValue()) + 3 : 8;
    }
}
