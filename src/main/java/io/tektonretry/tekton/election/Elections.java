package io.tektonretry.tekton.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Elects one of the replicas with a Lease in the namespace of the service. */
@Component
public class Elections {

    private final KubernetesClient client;
    private final String identity = System.getenv().getOrDefault("HOSTNAME", "replica") + "-" + UUID.randomUUID();

    private final Workers workers;

    Elections(KubernetesClient client, Workers workers) {
        this.client = client;
        this.workers = workers;
    }

    /**
     * Takes part in elections; returns immediately.
     *
     * @param term how long to wait for a leader that has died
     */
    public Election stand(Duration term, Candidacy candidacy) {
        Election election =
                new Election(client.getConfiguration(), identity, term, candidacy, workers.worker("election"));
        election.start();
        return election;
    }
}
