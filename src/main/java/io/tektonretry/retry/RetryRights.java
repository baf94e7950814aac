package io.tektonretry.retry;

import io.tektonretry.history.audit.Requester;
import io.tektonretry.retry.plan.RetryOptions;

/** Says anew whether somebody who is not calling right now may retry. */
@FunctionalInterface
public interface RetryRights {

    /** What came of the question. */
    enum Answer {
        ALLOWED,
        DENIED,
        /** Nobody could say. */
        UNDECIDED
    }

    /** Whether the requester may, as of now, retry runs of the namespace with these options. */
    Answer of(Requester requester, String namespace, RetryOptions options);
}
