package io.tektonretry.tekton;

/** No cluster is configured. */
final class NoClusterException extends RuntimeException {

    NoClusterException() {
        super("No cluster is configured: set KUBECONFIG to a kubeconfig file, or run in a pod with a service account.");
    }
}
