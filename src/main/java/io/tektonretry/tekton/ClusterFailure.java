package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;

/**
 * Why the cluster did not answer.
 *
 * @param code the HTTP code of the API server's refusal; 0 when it did not even refuse
 * @param message in the words of the API server, else of whatever lies at the bottom
 */
record ClusterFailure(int code, String message) {

    private static final int NOT_FOUND = 404;

    static ClusterFailure of(Throwable cause) {
        Throwable bottom = cause;
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof KubernetesClientException refused && refused.getStatus() != null) {
                return new ClusterFailure(
                        refused.getCode(),
                        refused.getCode() + " " + refused.getStatus().getMessage());
            }
            bottom = inner;
        }
        return new ClusterFailure(0, Objects.requireNonNullElse(bottom.getMessage(), bottom.toString()));
    }

    /** Whether the cluster has no such kind. */
    boolean isAbsence() {
        return code == NOT_FOUND;
    }
}
