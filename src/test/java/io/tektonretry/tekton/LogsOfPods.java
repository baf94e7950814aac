package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Makes what asks for logs, for tests of other packages. */
public final class LogsOfPods {

    private LogsOfPods() {}

    /** Asks with this client. */
    public static PodLogs of(KubernetesClient client) {
        return new PodLogs(client);
    }
}
