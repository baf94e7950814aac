package io.tektonretry.graphql;

import io.tektonretry.history.ChangeHints;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks for new changes when there is a hint, and regularly without one. */
@Component
final class ChangePoller implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ChangePoller.class);

    private final LiveChanges live;
    private final ChangeHints hints;
    private final LiveProperties properties;
    private volatile @Nullable Thread thread;
    private boolean isFailing;

    ChangePoller(LiveChanges live, ChangeHints hints, LiveProperties properties) {
        this.live = live;
        this.hints = hints;
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
}
