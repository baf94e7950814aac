package io.tektonretry.graphql.limit;

import io.tektonretry.access.Caller;
import io.tektonretry.access.RateLimitedException;

/** The slot of an operation among those of its caller, taken when it is executed and freed at its end. */
final class CallSlot {

    private final ConcurrentCalls calls;
    private final Caller caller;
    private boolean isTaken;

    CallSlot(ConcurrentCalls calls, Caller caller) {
        this.calls = calls;
        this.caller = caller;
    }

    /**
     * Takes the slot.
     *
     * @throws RateLimitedException when none is free
     */
    synchronized void take() {
        calls.begin(caller);
        isTaken = true;
    }

    synchronized void giveBack() {
        if (isTaken) {
            isTaken = false;
            calls.end(caller);
        }
    }
}
