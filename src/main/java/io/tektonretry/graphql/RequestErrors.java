package io.tektonretry.graphql;

import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import io.tektonretry.graphql.error.ErrorCode;
import io.tektonretry.graphql.limit.ApiLimits;
import io.tektonretry.graphql.limit.QueryLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Adds a code and the id of the request to every error, including errors without a field. */
@Component
final class RequestErrors implements WebGraphQlInterceptor {

    private final ApiLimits limits;

    RequestErrors(ApiLimits limits) {
        this.limits = limits;
    }

    @Override
    public Mono<WebGraphQlResponse> intercept(WebGraphQlRequest request, Chain chain) {
        Mono<WebGraphQlResponse> response = request.getDocument().length() > limits.maxCharacters()
                ? Mono.fromSupplier(() -> tooLong(request))
                : chain.next(request);
        return response.map(answer -> complete(answer, request.getId()));
    }

    private WebGraphQlResponse tooLong(WebGraphQlRequest request) {
        GraphQLError error = QueryLimits.error("The query has %,d characters; %,d are allowed."
                .formatted(request.getDocument().length(), limits.maxCharacters()));
        ExecutionResult result =
                ExecutionResult.newExecutionResult().addError(error).build();
        return new WebGraphQlResponse(new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result));
    }

    private WebGraphQlResponse complete(WebGraphQlResponse response, String requestId) {
        List<GraphQLError> errors = response.getExecutionResult().getErrors();
        return errors.isEmpty()
                ? response
                : response.transform(builder -> builder.errors(
                        errors.stream().map(error -> complete(error, requestId)).toList()));
    }

    private GraphQLError complete(GraphQLError error, String requestId) {
        Map<String, Object> extensions = new HashMap<>();
        extensions.put("code", code(error.getErrorType()).name());
        if (error.getExtensions() != null) {
            extensions.putAll(error.getExtensions());
        }
        extensions.put("requestId", requestId);
        boolean isLate = error.getErrorType() == ErrorType.ExecutionAborted;
        return GraphqlErrorBuilder.newError()
                .message(
                        "%s",
                        isLate
                                ? "The query took longer than %s. Request less at a time.".formatted(limits.timeout())
                                : error.getMessage())
                .locations(error.getLocations())
                .path(error.getPath())
                .errorType(error.getErrorType())
                .extensions(extensions)
                .build();
    }

    private static ErrorCode code(ErrorClassification type) {
        if (type == ErrorType.ExecutionAborted) {
            return ErrorCode.TIMEOUT;
        }
        boolean isOurs = type == ErrorType.DataFetchingException
                || type == ErrorType.NullValueInNonNullableField
                || type == org.springframework.graphql.execution.ErrorType.INTERNAL_ERROR;
        return isOurs ? ErrorCode.INTERNAL_ERROR : ErrorCode.INVALID_INPUT;
    }
}
