package io.tektonretry.history;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was answered to somebody who asked. */
public enum AuditOutcome {
    /** It is done, or will be. */
    ALLOWED,
    /** The caller lacks the right. */
    DENIED,
    /** Nobody would have got it: the state of the run or the call itself forbids it. */
    REFUSED,
    /** It was tried, or would have been, and the cluster was in the way. */
    FAILED;

    private static final Set<String> CLUSTER =
            Set.of("CLUSTER_UNAVAILABLE", "REJECTED_BY_CLUSTER", "RETRY_OUTCOME_UNKNOWN");

    /**
     * What a refusal with this code is.
     *
     * @param code null when there is no refusal
     */
    public static AuditOutcome of(@Nullable String code) {
        if (code == null) {
            return ALLOWED;
        }
        if (code.equals("FORBIDDEN")) {
            return DENIED;
        }
        return CLUSTER.contains(code) ? FAILED : REFUSED;
    }
}
