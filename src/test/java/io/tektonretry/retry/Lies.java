package io.tektonretry.retry;

import io.tektonretry.cluster.ApiRequest;
import io.tektonretry.cluster.Fault;
import io.tektonretry.cluster.StatusError;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How the way to the API server is broken, from one request on. */
final class Lies implements Fault {

    /** What is broken. */
    enum Kind {
        NONE,
        ANSWERS_ARE_LOST,
        NOTHING_ARRIVES,
        NO_LEADER
    }

    private final Kind kind;
    private final AtomicInteger truths;

    Lies(Kind kind, int truths) {
        this.kind = kind;
        this.truths = new AtomicInteger(truths);
    }

    @Override
    public Optional<StatusError> refusal(ApiRequest request) {
        boolean lies = truths.getAndDecrement() <= 0;
        if (lies && kind == Kind.NOTHING_ARRIVES) {
            throw new ConnectionCut();
        }
        return lies && kind == Kind.NO_LEADER
                ? Optional.of(new StatusError(503, "ServiceUnavailable", "the leader was lost"))
                : Optional.empty();
    }

    @Override
    public void beforeAnswer(ApiRequest request) {
        if (truths.get() < 0 && kind == Kind.ANSWERS_ARE_LOST) {
            throw new ConnectionCut();
        }
    }
}
