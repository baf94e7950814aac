package io.tektonretry.history.coverage;

import java.sql.Types;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The epochs of the mirrored cluster: resourceVersions of different epochs are not comparable. */
@Repository
public class ClusterEpochs {

    private static final String IDENTIFY = """
            update cluster_epoch set cluster_uid = :uid
             where epoch = (select max(epoch) from cluster_epoch) and coalesce(cluster_uid, :uid) = :uid
            """;

    /** A restored cluster may have objects again that were gone. */
    private static final String BEGIN = """
            with begun as (
                insert into cluster_epoch (epoch, cluster_uid, began_at)
                select epoch + 1, coalesce(:uid, cluster_uid), now() from cluster_epoch where epoch = :ended
                    on conflict (epoch) do nothing
             returning epoch)
            update tombstone set gone_at = null from begun where gone_at is not null
            """;

    private final JdbcClient jdbc;
    private final AtomicInteger latest = new AtomicInteger();

    ClusterEpochs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The current epoch in the database. A database that was itself restored has forgotten later epochs. */
    public int current() {
        int seen = latest.get();
        int read = jdbc.sql("select max(epoch) from cluster_epoch")
                .query(Integer.class)
                .single();
        if (read < seen) {
            latest.compareAndSet(seen, read);
        } else {
            observed(read);
        }
        return read;
    }

    /** The current epoch as last read by this process; 0 before that. */
    public int latest() {
        return latest.get();
    }

    /** An epoch read in a transaction counts after the commit; the current epoch never goes back. */
    public void observed(int epoch) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    latest.accumulateAndGet(epoch, Math::max);
                }
            });
        } else {
            latest.accumulateAndGet(epoch, Math::max);
        }
    }

    /**
     * Assigns the epoch to a cluster; begins a new one when the cluster is another than before. Returns the current
     * epoch.
     */
    @Transactional
    public int identify(UUID clusterUid) {
        if (jdbc.sql(IDENTIFY).param("uid", clusterUid).update() == 0) {
            begin(current(), Optional.of(clusterUid));
        }
        return current();
    }

    /** Begins a new epoch unless another replica has; returns the current one. */
    @Transactional
    public int endOf(int epoch) {
        begin(epoch, Optional.empty());
        return current();
    }

    private void begin(int ended, Optional<UUID> clusterUid) {
        jdbc.sql(BEGIN)
                .param("uid", clusterUid.orElse(null), Types.OTHER)
                .param("ended", ended)
                .update();
    }
}
