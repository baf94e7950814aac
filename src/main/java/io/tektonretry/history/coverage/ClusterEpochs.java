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

/** The epochs of the mirrored cluster: resourceVersions of different ones do not compare. */
@Repository
public class ClusterEpochs {

    private static final String IDENTIFY = """
            update cluster_epoch set cluster_uid = :uid
             where epoch = (select max(epoch) from cluster_epoch) and coalesce(cluster_uid, :uid) = :uid
            """;

    /** A cluster that was restored may have again what was gone. */
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

    /** The current one as the database has it. One that was put back to an earlier state has forgotten what was seen before. */
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

    /** The current one as far as this process knows without asking the database; 0 when it has never been asked. */
    public int latest() {
        return latest.get();
    }

    /** An epoch that was read in a transaction counts when that is committed; one that has begun never ends in an earlier one. */
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

    /** Whose epoch it is; begins a new one when that is another cluster than before. Returns the current one. */
    @Transactional
    public int identify(UUID clusterUid) {
        if (jdbc.sql(IDENTIFY).param("uid", clusterUid).update() == 0) {
            begin(current(), Optional.of(clusterUid));
        }
        return current();
    }

    /** Begins a new epoch unless somebody else has; returns the current one. */
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
