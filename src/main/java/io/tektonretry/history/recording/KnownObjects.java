package io.tektonretry.history.recording;

import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.retention.Retention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is recorded, read before a batch is written. */
final class KnownObjects {

    /**
     * The statements of the transaction find rows by key, so a generic plan fits any number of them, and planning each
     * anew takes longer than executing it. A plan may be made while the tables are empty, when reading a whole table
     * looks cheapest: without sequential scans, and with {@code limit}, {@code offset 0} or {@code = any} in joins,
     * only the keys remain.
     */
    private static final String BEGIN = """
            select pg_advisory_xact_lock_shared(:key),
                   length(set_config('plan_cache_mode', 'force_generic_plan', true)),
                   length(set_config('enable_seqscan', 'off', true)),
                   (select max(epoch) from cluster_epoch) as epoch
            """;

    private static final String FIND = """
            select uid, epoch, resource_version from recorded_object where uid = any(:uids)
             union all
            select uid, null, null from tombstone where uid = any(:uids)
            """;

    /**
     * What is recorded of some objects.
     *
     * @param versions recorded version by UID
     * @param pruned UIDs of those that were pruned from the history
     */
    record Known(Map<UUID, Version> versions, Set<UUID> pruned) {

        private static Known of(Collection<Found> found, Set<UUID> uids) {
            Known known = new Known(new HashMap<>(), new HashSet<>());
            for (Found object : found) {
                Version version = object.version();
                if (!uids.contains(object.uid())) {
                    continue;
                }
                if (version == null) {
                    known.pruned().add(object.uid());
                } else {
                    known.versions().put(object.uid(), version);
                }
            }
            return known;
        }
    }

    /**
     * A row of {@code FIND}.
     *
     * @param version null when the object was pruned
     */
    private record Found(UUID uid, @Nullable Version version) {

        private static Found of(ResultSet row, int number) throws SQLException {
            UUID uid = row.getObject(1, UUID.class);
            int epoch = row.getInt(2);
            return new Found(uid, row.wasNull() ? null : new Version(epoch, row.getLong(3)));
        }
    }

    private final Exchange.Rows<Integer> epoch;
    private final Exchange.Rows<Found> found;

    private KnownObjects(Exchange.Rows<Integer> epoch, Exchange.Rows<Found> found) {
        this.epoch = epoch;
        this.found = found;
    }

    /**
     * Locks out pruning until the end of the transaction, and looks for objects.
     *
     * @param alone whether to lock out other writers of new runs first, so that a run that is not known stays unknown
     */
    static KnownObjects of(Collection<UUID> uids, boolean alone, Exchange exchange) {
        Exchange.Rows<Integer> epoch =
                exchange.add(BEGIN, Map.of("key", Retention.KEY), (row, number) -> row.getInt("epoch"));
        if (alone) {
            LineageLinks.lock(exchange);
        }
        return new KnownObjects(epoch, exchange.add(FIND, Map.of("uids", uids.toArray(UUID[]::new)), Found::of));
    }

    /** The current epoch of the cluster. */
    int epoch() {
        return epoch.list().get(0);
    }

    Known among(Set<UUID> uids) {
        return Known.of(found.list(), uids);
    }
}
