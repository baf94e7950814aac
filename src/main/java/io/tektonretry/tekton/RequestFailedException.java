package io.tektonretry.tekton;

import java.time.Duration;

/** The API server refused or failed a request. */
public final class RequestFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ClusterFailure failure;
    private final transient Duration retryAfter;

    public RequestFailedException(ClusterFailure failure, Duration retryAfter) {
        super(failure.message());
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    public RequestFailedException(ClusterFailure failure) {
        this(failure, Duration.ZERO);
    }

    public ClusterFailure failure() {
        return failure;
    }

    /** How long the API server asks to wait before the next request. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
