package io.tektonretry.tekton;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Identifies a cluster by the UID of its {@code kube-system} namespace, which exists from the start. */
@Component
public class ClusterIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterIdentity.class);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final PromptRequests requests;

    ClusterIdentity(KubernetesClient client) {
        this.requests = new PromptRequests(client, PATIENCE);
    }

    /**
     * Reads the UID.
     *
     * @return empty when the service may not read that namespace
     * @throws ClusterUnavailableException when the API server can't be asked
     */
    public Optional<UUID> uid() {
        try {
            return uid(requests.ask(client -> client.raw("/api/v1/namespaces/kube-system")));
        } catch (KubernetesClientException e) {
            ClusterFailure failure = ClusterFailure.of(e);
            if (failure.isForbidden() || failure.isAbsence()) {
                LOG.atInfo()
                        .addKeyValue("cause", failure.message())
                        .log("A replaced cluster will not be detected, because the namespace kube-system cannot be "
                                + "read");
                return Optional.empty();
            }
            throw new ClusterUnavailableException(failure.message(), e);
        }
    }

    private static Optional<UUID> uid(@Nullable String namespace) {
        return Optional.ofNullable(namespace)
                .map(JsonMapper.shared()::readTree)
                .map(json -> json.path("metadata").path("uid").asString(""))
                .filter(uid -> uid.length() == 36)
                .map(UUID::fromString);
    }
}
