package io.tektonretry.history.audit;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list: all conditions must hold; of the values of one condition any may match. An empty list or null
 * does not restrict.
 *
 * @param namespaces namespaces of the runs
 * @param actors users who asked
 * @param outcomes kinds of answers
 * @param codes why not
 * @param runUid UID of the run to retry
 * @param from start, inclusive
 * @param to end, exclusive
 */
public record AuditFilter(
        List<String> namespaces,
        List<String> actors,
        List<AuditOutcome> outcomes,
        List<String> codes,
        @Nullable UUID runUid,
        @Nullable Instant from,
        @Nullable Instant to) {

    public static final AuditFilter ALL = new AuditFilter(List.of(), List.of(), List.of(), List.of(), null, null, null);

    public AuditFilter {
        namespaces = List.copyOf(namespaces);
        actors = List.copyOf(actors);
        outcomes = List.copyOf(outcomes);
        codes = List.copyOf(codes);
    }

    /** The same filter, in these namespaces. */
    public AuditFilter in(List<String> others) {
        return new AuditFilter(others, actors, outcomes, codes, runUid, from, to);
    }
}
