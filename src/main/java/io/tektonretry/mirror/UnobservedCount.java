package io.tektonretry.mirror;

import io.tektonretry.history.coverage.UnobservedChildren;
import io.tektonretry.history.database.ListPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts unobserved children of the last day's runs, a chunk of runs at a time. */
@Component
final class UnobservedCount {

    private static final int RUNS_AT_ONCE = 500;

    private static final Duration LATELY = Duration.ofDays(1);

    private final UnobservedChildren children;
    private @Nullable ListPosition next;
    private int counting;
    private volatile int counted;

    UnobservedCount(UnobservedChildren children) {
        this.children = children;
    }

    /** Result of the last complete count. */
    int value() {
        return counted;
    }

    /** Checks a further chunk of runs; true when the count is complete, and the next call starts a new one. */
    boolean goOn(Instant now) {
        ListPosition from = next == null ? new ListPosition(now.minus(LATELY), new UUID(0, 0)) : next;
        UnobservedChildren.Chunk chunk = children.count(from, RUNS_AT_ONCE);
        counting += chunk.unobserved();
        next = chunk.next();
        if (next == null) {
            counted = counting;
            counting = 0;
        }
        return next == null;
    }
}
