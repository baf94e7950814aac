package io.tektonretry.graphql.live;

import io.tektonretry.history.change.ChangeNotifications;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Polls for changes on notifications, and periodically without them. */
@Component
final class ChangePoller implements SmartLifecycle {

    private final ChangeBroadcaster live;
    private final ChangeNotifications hints;
    private final LiveProperties properties;
    private final Worker worker;

    ChangePoller(ChangeBroadcaster live, ChangeNotifications hints, LiveProperties properties, Workers workers) {
        this.live = live;
        this.hints = hints;
        this.properties = properties;
        this.worker = workers.worker("live-changes", DatabaseOutage::isCauseOf);
    }

    @Override
    public void start() {
        worker.start(this::poll);
    }

    @Override
    public void stop() {
        worker.interrupt();
        hints.close();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void poll() throws InterruptedException {
        long polled = System.nanoTime();
        live.refresh();
        TimeUnit.NANOSECONDS.sleep(properties.leastPollInterval().toNanos() - (System.nanoTime() - polled));
        hints.await(properties.pollInterval());
    }
}
