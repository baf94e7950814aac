package io.tektonretry.graphql.error;

import graphql.ErrorClassification;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.AbortExecutionException;
import graphql.schema.DataFetchingEnvironment;
import io.tektonretry.access.AccessUndecidedException;
import io.tektonretry.access.RateLimitedException;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.history.database.SparseFilterException;
import io.tektonretry.history.database.TimeLimit;
import io.tektonretry.history.document.TooMuchRecordedException;
import io.tektonretry.web.OverloadedException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.graphql.execution.DataFetcherExceptionResolverAdapter;
import org.springframework.graphql.execution.ErrorType;
import org.springframework.graphql.execution.SubscriptionPublisherException;
import org.springframework.stereotype.Component;
import org.springframework.validation.BindException;

/** Turns exceptions into errors for the caller, and logs those that the caller cannot fix. */
public @Component final class FieldErrors extends DataFetcherExceptionResolverAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FieldErrors.class);

    private final CountedFailures failures;

    FieldErrors(InstantSource clock) {
        this.failures = new CountedFailures(clock);
    }

    @Override
    protected @Nullable GraphQLError resolveToSingleError(Throwable e, DataFetchingEnvironment field) {
        if (e instanceof InvalidInputException invalid) {
            return error(field, ErrorCode.INVALID_INPUT, invalid.getMessage());
        }
        if (e instanceof SparseFilterException sparse) {
            return error(field, ErrorCode.LIMIT_EXCEEDED, String.valueOf(sparse.getMessage()));
        }
        if (e instanceof RunNotFoundException unknown) {
            return error(field, ErrorCode.RUN_NOT_FOUND, unknown.getMessage());
        }
        if (e instanceof ForbiddenException forbidden) {
            return error(field, ErrorCode.FORBIDDEN, forbidden.getMessage());
        }
        if (e instanceof RateLimitedException limited) {
            return error(field, ErrorCode.RATE_LIMITED, limited.getMessage());
        }
        if (e instanceof SubscriptionEndedException ended) {
            return error(field, ended.code(), ended.getMessage());
        }
        if (e instanceof TooMuchRecordedException || e instanceof AnswerTooLargeException) {
            return error(field, ErrorCode.LIMIT_EXCEEDED, String.valueOf(e.getMessage()));
        }
        if (e instanceof OverloadedException) {
            return unavailable(e, field, ErrorCode.OVERLOADED, String.valueOf(e.getMessage()));
        }
        if (e instanceof BindException) {
            return error(field, ErrorCode.INVALID_INPUT, "An argument has a value of the wrong type.");
        }
        if (e instanceof QueryTimeoutException || TimeLimit.isOverNow()) {
            return unavailable(e, field, ErrorCode.TIMEOUT, "The query took too long. Request less at a time.");
        }
        if (e instanceof AbortExecutionException) {
            return error(field, ErrorCode.TIMEOUT, "The query was cancelled.");
        }
        if (DatabaseOutage.isCauseOf(e)) {
            return unavailable(e, field, ErrorCode.DATABASE_UNAVAILABLE, "The database does not answer. Try again.");
        }
        if (e instanceof AccessUndecidedException) {
            return unavailable(e, field, ErrorCode.CLUSTER_UNAVAILABLE, "The API server does not answer. Try again.");
        }
        if (isFirst(e.getClass(), field)) {
            to(LOG.atError(), field).setCause(e).log("A field failed unexpectedly");
        }
        return error(field, ErrorCode.INTERNAL_ERROR, "The service failed; its log has details under this requestId.");
    }

    private GraphQLError unavailable(Throwable e, DataFetchingEnvironment field, ErrorCode code, String message) {
        OptionalLong calls = isFirst(code, field) ? failures.count(code) : OptionalLong.empty();
        if (calls.isPresent()) {
            to(LOG.atWarn(), field)
                    .addKeyValue("code", code)
                    .addKeyValue("calls", calls.getAsLong())
                    .addKeyValue(
                            "cause",
                            NestedExceptionUtils.getMostSpecificCause(e).getMessage())
                    .log("Calls cannot be answered now");
        }
        return error(field, code, message);
    }

    /**
     * The fields of a request, and the events of a subscription, mostly fail for the same reason, which is logged once.
     */
    private static boolean isFirst(Object reason, DataFetchingEnvironment field) {
        Set<Object> told =
                field.getGraphQlContext().computeIfAbsent(FieldErrors.class, key -> ConcurrentHashMap.newKeySet());
        return told.add(reason);
    }

    private static LoggingEventBuilder to(LoggingEventBuilder log, DataFetchingEnvironment field) {
        return log.addKeyValue("requestId", field.getExecutionId())
                .addKeyValue("path", field.getExecutionStepInfo().getPath());
    }

    /** Turns what ended a subscription into errors for the subscriber. */
    public SubscriptionPublisherException ended(Throwable e, DataFetchingEnvironment field) {
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

    private static ErrorClassification type(ErrorCode code) {
        return switch (code) {
            case INVALID_INPUT, LIMIT_EXCEEDED, RATE_LIMITED, CURSOR_EXPIRED, SUBSCRIBER_TOO_SLOW, CONNECTION_TOO_OLD ->
                ErrorType.BAD_REQUEST;
            case FORBIDDEN -> ErrorType.FORBIDDEN;
            case RUN_NOT_FOUND -> ErrorType.NOT_FOUND;
            case TIMEOUT, DATABASE_UNAVAILABLE, CLUSTER_UNAVAILABLE ->
                ErrorClassification.errorClassification(code.name());
            default -> ErrorType.INTERNAL_ERROR;
        };
    }
}
