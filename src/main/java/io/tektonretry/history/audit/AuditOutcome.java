package io.tektonretry.history.audit;

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
    /** It was tried, or would have been, and the cluster or the service itself was in the way. */
    FAILED;

    /** The code of a call that ended with an error in place of an answer. */
    public static final String INTERNAL_ERROR = "INTERNAL_ERROR";

    private static final Set<String> FAILURES =
            Set.of("CLUSTER_UNAVAILABLE", "REJECTED_BY_CLUSTER", "RETRY_OUTCOME_UNKNOWN", INTERNAL_ERROR);

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
        return FAILURES.contains(code) ? FAILED : REFUSED;
    }
}
