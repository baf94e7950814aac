package io.tektonretry.retry;

import io.tektonretry.history.Requester;

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

    /** Whether the requester may retry runs of the namespace as of now. */
    Answer of(Requester requester, String namespace);
}
