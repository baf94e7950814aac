package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;

/**
 * Why a request to the cluster failed.
 *
 * @param code HTTP status of the API server; 0 when there was no response
 * @param message message of the API server, or of the root cause
 */
public record ClusterFailure(int code, String message) {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int TOO_MANY = 429;

    public static ClusterFailure of(Throwable cause) {
        Throwable bottom = cause;
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof RequestFailedException refused) {
                return refused.failure();
            }
            if (inner instanceof KubernetesClientException refused && refused.getStatus() != null) {
                return refusal(
                        refused.getCode(), String.valueOf(refused.getStatus().getMessage()));
            }
            bottom = inner;
        }
        return new ClusterFailure(0, Objects.requireNonNullElse(bottom.getMessage(), bottom.toString()));
    }

    public static ClusterFailure refusal(int code, String words) {
        return new ClusterFailure(code, code + " " + words);
    }

    /** Whether the service lacks the right to list or watch this kind. */
    public boolean isForbidden() {
        return code == FORBIDDEN;
    }

    /** Whether the API server would refuse the same request again. */
    public boolean isRefusal() {
        return code >= 400 && code < 500 && code != TOO_MANY;
    }

    /** Whether the cluster does not have this kind. */
    public boolean isAbsence() {
        return code == NOT_FOUND;
    }

    /** Whether the API server has forgotten the changes since the requested resourceVersion. */
    public boolean isExpiry() {
        return code == GONE;
    }
}
