package io.tektonretry.graphql;

import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.schema.DataFetchingEnvironment;
import io.tektonretry.access.AccessUndecidedException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;

/** Tells the caller what went wrong with a field, and the log what the caller can't mend. */
@Component
final class FieldErrors extends DataFetcherExceptionResolverAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FieldErrors.class);

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable e, DataFetchingEnvironment field) {
        if (e instanceof InvalidInputException invalid) {
            return error(field, ErrorCode.INVALID_INPUT, invalid.getMessage());
        }
        if (e instanceof RunNotFoundException unknown) {
            return error(field, ErrorCode.RUN_NOT_FOUND, unknown.getMessage());
        }
        if (e instanceof ForbiddenException forbidden) {
            return error(field, ErrorCode.FORBIDDEN, forbidden.getMessage());
        }
        if (e instanceof SubscriptionEndedException ended) {
            return error(field, ended.code(), ended.getMessage());
        }
        if (e instanceof BindException) {
            return error(field, ErrorCode.INVALID_INPUT, "An argument has a value of the wrong type.");
        }
        LOG.atError()
                .addKeyValue("requestId", field.getExecutionId())
                .addKeyValue("path", field.getExecutionStepInfo().getPath())
                .setCause(e)
                .log("A field can't be answered");
        if (e instanceof QueryTimeoutException) {
            return error(field, ErrorCode.TIMEOUT, "The database took too long. Ask for less at a time.");
        }
        if (e instanceof DataAccessResourceFailureException || e instanceof CannotCreateTransactionException) {
            return error(field, ErrorCode.DATABASE_UNAVAILABLE, "The database can't be asked. Ask again.");
        }
        if (e instanceof AccessUndecidedException) {
            return error(field, ErrorCode.CLUSTER_UNAVAILABLE, "The API server can't be asked. Ask again.");
        }
        return error(
                field, ErrorCode.INTERNAL_ERROR, "The service is at fault; its log has more under this requestId.");
    }

    /** What ended a subscription, as errors for the subscriber. */
    SubscriptionPublisherException ended(Throwable e, DataFetchingEnvironment field) {
        GraphQLError error = Objects.requireNonNull(resolveToSingleError(e, field));
        Map<String, Object> extensions = new HashMap<>(error.getExtensions());
        extensions.put("requestId", field.getExecutionId().toString());
        return new SubscriptionPublisherException(
                List.of(GraphqlErrorBuilder.newError(field)
                        .message("%s", error.getMessage())
                        .errorType(error.getErrorType())
                        .extensions(extensions)
                        .build()),
                e);
    }

    private static GraphQLError error(DataFetchingEnvironment field, ErrorCode code, String message) {
        return GraphqlErrorBuilder.newError(field)
                .message("%s", message)
                .errorType(type(code))
                .extensions(Map.of("code", code.name()))
                .build();
    }

    private static ErrorType type(ErrorCode code) {
        return switch (code) {
            case INVALID_INPUT, LIMIT_EXCEEDED, CURSOR_EXPIRED, SUBSCRIBER_TOO_SLOW, CONNECTION_TOO_OLD ->
                ErrorType.BAD_REQUEST;
            case FORBIDDEN -> ErrorType.FORBIDDEN;
            case RUN_NOT_FOUND -> ErrorType.NOT_FOUND;
            default -> ErrorType.INTERNAL_ERROR;
        };
    }
}
