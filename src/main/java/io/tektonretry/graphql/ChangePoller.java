package io.tektonretry.graphql;

import io.tektonretry.history.ChangeHints;
import io.tektonretry.history.RunChanges;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks for new changes when there is a hint, and regularly without one; forgets old ones. */
@Component
final class ChangePoller implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePoller.class);

    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final int FORGOTTEN_AT_ONCE = 5_000;

    private final LiveChanges live;
    private final ChangeHints hints;
    private final RunChanges changes;
    private final LiveProperties properties;
    private volatile @Nullable Thread thread;
    private boolean isFailing;
    private Instant cleaned = Instant.now();

    ChangePoller(LiveChanges live, ChangeHints hints, RunChanges changes, LiveProperties properties) {
        this.live = live;
        this.hints = hints;
        this.changes = changes;
        this.properties = properties;
    }

    @Override
    public void start() {
        Thread poller = new Thread(this::run, "live-changes");
        poller.setDaemon(true);
        thread = poller;
        poller.start();
    }

    @Override
    public void stop() {
        Thread poller = thread;
        thread = null;
        if (poller != null) {
            poller.interrupt();
        }
        hints.close();
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (isRunning()) {
                poll();
                hints.await(properties.pollInterval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() {
        try {
            live.refresh();
            if (cleaned.plus(BETWEEN_CLEANINGS).isBefore(Instant.now())) {
                clean();
            }
            isFailing = false;
        } catch (RuntimeException e) {
            if (!isFailing && isRunning()) {
                LOG.atWarn()
                        .addKeyValue("cause", e.getMessage())
                        .log("Changes cannot be read, trying again until they can");
            }
            isFailing = true;
        }
    }

    private void clean() {
        cleaned = Instant.now();
        Instant before = cleaned.minus(properties.retention());
        while (isRunning() && changes.forget(before, FORGOTTEN_AT_ONCE) == FORGOTTEN_AT_ONCE) {
            LOG.debug("More changes are to be forgotten");
        }
    }
}
