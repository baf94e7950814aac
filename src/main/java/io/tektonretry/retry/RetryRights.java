package io.tektonretry.retry;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.retry.plan.RetryOptions;

/** Checks again whether a requester who is not connected may retry. */
@FunctionalInterface
public interface RetryRights {

    /** Result of the check. */
    enum Answer {
        ALLOWED,
        DENIED,
        /** The check failed. */
        UNDECIDED
    }

    /** Whether the requester may now retry runs of the namespace with these options. */
    Answer of(Requester requester, String namespace, RetryOptions options);
}
