package io.tektonretry.history.audit;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kind of answer to a call. */
public enum AuditOutcome {
    /** It is done, or will be. */
    ALLOWED,
    /** The caller lacks the right. */
    DENIED,
    /** The state of the run, or the call itself, forbids it for every caller. */
    REFUSED,
    /** The cluster or the service itself failed. */
    FAILED;

    /** The code of a call that ended with an internal error. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    private static final Set<String> FAILURES =
            Set.of("CLUSTER_UNAVAILABLE", "REJECTED_BY_CLUSTER", "RETRY_OUTCOME_UNKNOWN", INTERNAL_ERROR);

    /**
     * The outcome for a refusal code.
     *
     * @param code null when the call was not refused
     */
    public static AuditOutcome of(@Nullable String code) {
        if (code == null) {
            return ALLOWED;
        }
        if (code.equals("FORBIDDEN")) {
            return DENIED;
        }
        return FAILURES.contains(code) ? FAILED : REFUSED;
    }
}
