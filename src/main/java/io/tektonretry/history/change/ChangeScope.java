package io.tektonretry.history.change;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which changes to read.
 *
 * @param runUid only this run; null for any
 * @param rootUid only this lineage; null for any
 * @param namespaces only these; empty for any
 */
public record ChangeScope(@Nullable UUID runUid, @Nullable UUID rootUid, List<String> namespaces) {

    /** Every change. */
    public static final ChangeScope ALL = new ChangeScope(null, null, List.of());

    public ChangeScope {
        namespaces = List.copyOf(namespaces);
    }

    /** The changes of one run. */
    public static ChangeScope run(UUID uid) {
        return new ChangeScope(uid, null, List.of());
    }

    /** The changes of all runs of a lineage. */
    public static ChangeScope lineage(UUID rootUid) {
        return new ChangeScope(null, rootUid, List.of());
    }

    /** The changes in these namespaces; in all when empty. */
    public static ChangeScope in(List<String> namespaces) {
        return new ChangeScope(null, null, namespaces);
    }

    /** Whether the change matches. */
    public boolean includes(RunChange change) {
        return (runUid == null || runUid.equals(change.runUid()))
                && (rootUid == null || rootUid.equals(change.rootUid()))
                && (namespaces.isEmpty() || namespaces.contains(change.namespace()));
    }
}
