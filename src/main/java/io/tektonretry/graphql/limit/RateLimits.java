package io.tektonretry.graphql.limit;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.execution.AbortExecutionException;
import io.tektonretry.access.Caller;
import io.tektonretry.access.CurrentCaller;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.access.SocketCallers;
import io.tektonretry.graphql.error.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.server.WebSocketGraphQlRequest;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Limits the points of each caller per minute, and reports with every answer how many are left. */
@Component
public @Order(-1) final class RateLimits implements WebGraphQlInterceptor {

    private final CallerBudgets budgets;
    private final ConcurrentCalls calls;
    private final CurrentCaller current;

    RateLimits(CallerBudgets budgets, ConcurrentCalls calls, CurrentCaller current) {
        this.calls = calls;
        this.budgets = budgets;
        this.current = current;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        Caller caller = caller(request);
        OperationBudget budget = budgets.of(caller);
        CallSlot slot = new CallSlot(calls, caller);
        try {
            budget.payForOperation();
        } catch (RateLimitedException e) {
            return Mono.just(told(refused(request, e), budget));
        }
        request.configureExecutionInput(
                (input, builder) -> builder.graphQLContext(Map.of(OperationBudget.class, budget, CallSlot.class, slot))
                        .build());
        return chain.next(request).doFinally(end -> slot.giveBack()).map(response -> told(response, budget));
    }

    private Caller caller(WebGraphQlRequest request) {
        return request instanceof WebSocketGraphQlRequest socket
                ? SocketCallers.caller(socket.getSessionInfo()).orElseThrow()
                : current.get();
    }

    static AbortExecutionException refusal(RateLimitedException e) {
        return new AbortExecutionException(List.of(error(e, Map.of())));
    }

    private static WebGraphQlResponse refused(WebGraphQlRequest request, RateLimitedException e) {
        ExecutionResult result = ExecutionResult.newExecutionResult()
                .addError(error(e, Map.of("requestId", request.getId())))
                .build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    private static GraphQLError error(RateLimitedException e, Map<String, Object> more) {
        Map<String, Object> extensions = new HashMap<>(more);
        extensions.put("code", ErrorCode.RATE_LIMITED.name());
        extensions.put("retryAfterSeconds", e.retryAfter().toSeconds() + 1);
        return GraphQLError.newError()
                .message("%s", e.getMessage())
                .errorType(ErrorType.BAD_REQUEST)
                .extensions(extensions)
                .build();
    }

    private static WebGraphQlResponse told(WebGraphQlResponse response, OperationBudget budget) {
        retryAfter(response).ifPresent(seconds -> response.getResponseHeaders().set("Retry-After", seconds.toString()));
        if (response.getData() instanceof Publisher<?>) {
            return response;
        }
        Map<Object, Object> extensions = new HashMap<>(response.getExtensions());
        extensions.put("rateLimit", budget.told());
        return response.transform(builder -> builder.extensions(extensions));
    }

    /** How long to wait after an operation that was refused as a whole. */
    public static Optional<Object> retryAfter(WebGraphQlResponse response) {
        return response.getExecutionResult().isDataPresent()
                ? Optional.empty()
                : response.getExecutionResult().getErrors().stream()
                        .map(GraphQLError::getExtensions)
                        .filter(extensions -> extensions != null
                                && ErrorCode.RATE_LIMITED.name().equals(extensions.get("code")))
                        .map(extensions -> extensions.get("retryAfterSeconds"))
                        .findFirst();
    }
}
