package io.tektonretry.tekton;

import java.time.Duration;

/** The API server did not give what it was asked for. */
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

    /** How long the API server asks to be left alone. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
