package io.tektonretry.tekton;

import java.time.Duration;

/** The API server did not give what it was asked for. */
final class RequestFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ClusterFailure failure;
    private final transient Duration retryAfter;

    RequestFailedException(ClusterFailure failure, Duration retryAfter) {
        super(failure.message());
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    RequestFailedException(ClusterFailure failure) {
        this(failure, Duration.ZERO);
    }

    ClusterFailure failure() {
        return failure;
    }

    /** How long the API server asks to be left alone. */
    Duration retryAfter() {
        return retryAfter;
    }
}
