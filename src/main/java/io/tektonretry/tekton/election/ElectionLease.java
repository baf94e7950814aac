package io.tektonretry.tekton.election;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.tektonretry.tekton.ClusterFailure;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease of an election. It expires when no renewal was seen for its duration, by the clock of this replica. A Lease
 * without duration or times has no holder, as for Kubernetes' own components (client-go: {@code leaderelection});
 * fabric8's elector would fail on it.
 */
final class ElectionLease extends LeaseLock {

    private static final Logger LOG = LoggerFactory.getLogger(ElectionLease.class);

    private static final ZonedDateTime LONG_AGO = Instant.EPOCH.atZone(ZoneOffset.UTC);

    private volatile long asked = System.nanoTime();
    private volatile @Nullable ClusterFailure failure;
    private @Nullable LeaderElectionRecord seen;
    private ZonedDateTime seenAt = LONG_AGO;

    ElectionLease(String namespace, String name, String identity) {
        super(namespace, name, identity);
    }

    /** Whether the lease was not read for this long. */
    boolean isUnasked(Duration time) {
        return System.nanoTime() - asked > time.toNanos();
    }

    /** Why it could not be read or renewed the last time; empty when it could. */
    Optional<ClusterFailure> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
        asked = System.nanoTime();
        try {
            LeaderElectionRecord held = super.get(client);
            failure = null;
            return held == null ? null : byOwnClock(held);
        } catch (KubernetesClientException e) {
            throw told(e);
        } catch (NullPointerException e) {
            return nobodys();
        }
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord leader) {
        try {
            super.create(client, leader);
        } catch (KubernetesClientException e) {
            throw told(e);
        }
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord leader) {
        try {
            super.update(client, leader);
        } catch (KubernetesClientException e) {
            throw told(e);
        }
    }

    /**
     * Replaces the renewal time with the time at which this replica saw it: the holder's clock may differ from ours.
     */
    private LeaderElectionRecord byOwnClock(LeaderElectionRecord held) {
        if (!held.equals(seen)) {
            seen = held;
            seenAt = ZonedDateTime.now(ZoneOffset.UTC);
        }
        return new LeaderElectionRecord(
                held.getHolderIdentity(),
                held.getLeaseDuration(),
                held.getAcquireTime(),
                seenAt,
                held.getLeaderTransitions());
    }

    private static LeaderElectionRecord nobodys() {
        return new LeaderElectionRecord(null, Duration.ofSeconds(1), LONG_AGO, LONG_AGO, 0);
    }

    /** A conflict means that another replica was faster. */
    private KubernetesClientException told(KubernetesClientException cause) {
        ClusterFailure now = ClusterFailure.of(cause);
        if (cause.getCode() != HttpURLConnection.HTTP_CONFLICT && !now.equals(failure)) {
            failure = now;
            LOG.atWarn()
                    .addKeyValue("cause", now.message())
                    .log("The lease of the leader cannot be read or renewed; trying again");
        }
        return cause;
    }
}
