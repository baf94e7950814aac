package io.tektonretry.tekton.election;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.tektonretry.tekton.ClusterClient;
import io.tektonretry.tekton.ClusterFailure;
import io.tektonretry.worker.Worker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes part in elections until it is closed. A Lease is no fence: with skewed clocks or a paused leader, two replicas
 * may lead for a while, so correctness must not depend on it.
 */
public final class Election implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Election.class);

    private static final String LEASE = "tekton-retry";

    private final KubernetesClient client;
    private final String identity;
    private final Duration term;
    private final Candidacy candidacy;
    private final Worker worker;
    private @Nullable CompletableFuture<?> candidate;
    private volatile @Nullable ElectionLease lease;
    private boolean closed;

    /** Uses its own client, whose requests fail well within a term. */
    Election(Config config, String identity, Duration term, Candidacy candidacy, Worker worker) {
        this.client = ClusterClient.of(new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(Math.toIntExact(term.toMillis() / 3))
                .build());
        this.identity = identity;
        this.term = term;
        this.candidacy = candidacy;
        this.worker = worker;
    }

    void start() {
        worker.start(this::stand);
    }

    /** Why this replica cannot take part now; empty when it can. */
    public Optional<ClusterFailure> failure() {
        return Optional.ofNullable(lease).flatMap(ElectionLease::failure);
    }

    /** An elector cannot be reused after it has lost its lease. */
    private void stand() throws InterruptedException {
        standOnce();
        Thread.sleep(pause().toMillis());
    }

    private void standOnce() throws InterruptedException {
        ElectionLease stoodFor = new ElectionLease(namespace(), LEASE, identity);
        lease = stoodFor;
        try {
            CompletableFuture<?> running = candidate(stoodFor);
            if (running != null) {
                await(running, stoodFor);
            }
        } catch (CancellationException e) {
            LOG.atDebug().log("The election is over");
        } catch (ExecutionException e) {
            candidacy.endedEarly(String.valueOf(e.getCause()));
        }
    }

    /** An elector that fails while another replica leads reports nothing: it only stops reading the lease. */
    private void await(CompletableFuture<?> running, ElectionLease stoodFor)
            throws InterruptedException, ExecutionException {
        while (!running.isDone()) {
            try {
                running.get(pause().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stoodFor.isUnasked(term.multipliedBy(2))) {
                    running.cancel(true);
                    candidacy.endedEarly("the lease is no longer asked for");
                }
            }
        }
    }

    private synchronized @Nullable CompletableFuture<?> candidate(ElectionLease stoodFor) {
        candidate = closed
                ? null
                : client.leaderElector()
                        .withConfig(new LeaderElectionConfigBuilder()
                                .withName(LEASE)
                                .withLock(stoodFor)
                                .withLeaseDuration(term)
                                .withRenewDeadline(term.multipliedBy(2).dividedBy(3))
                                .withRetryPeriod(pause())
                                .withReleaseOnCancel(true)
                                .withLeaderCallbacks(
                                        new LeaderCallbacks(candidacy::elected, candidacy::deposed, this::leaderIs))
                                .build())
                        .build()
                        .start();
        return candidate;
    }

    private Duration pause() {
        return term.dividedBy(7);
    }

    /** The namespace of the pod, or of the kubeconfig. */
    private String namespace() {
        String namespace = client.getNamespace();
        return namespace == null ? "default" : namespace;
    }

    private void leaderIs(@Nullable String leader) {
        if (leader != null && !leader.isEmpty() && !leader.equals(identity)) {
            candidacy.follows(leader);
        }
    }

    /** Releases the lease, so that another replica need not wait for its expiry. */
    @Override
    public void close() {
        CompletableFuture<?> running;
        synchronized (this) {
            closed = true;
            running = candidate;
        }
        worker.interrupt();
        if (running != null) {
            running.cancel(true);
        }
        client.close();
    }
}
