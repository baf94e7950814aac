package io.tektonretry.tekton;

/** The API server could not be asked, or did not answer. */
public final class ClusterUnavailableException extends RuntimeException {

    ClusterUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
