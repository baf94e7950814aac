package io.tektonretry.retry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.tektonretry.history.RetryRequests;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Measures for how long the oldest accepted request has been due that has not ended. It ages on while the database is away. */
@Component
class OverdueRequests implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OverdueRequests.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final RetryRequests requests;
    private volatile @Nullable Instant oldest;
    private @Nullable Thread thread;

    OverdueRequests(RetryRequests requests, MeterRegistry meters) {
        this.requests = requests;
        TimeGauge.builder("retry.outbox.age", () -> age().toMillis() / 1000.0, TimeUnit.SECONDS)
                .register(meters);
    }

    private Duration age() {
        Instant due = oldest;
        return due == null ? Duration.ZERO : Duration.between(due, Instant.now());
    }

    /** Asks the history. */
    void look() {
        oldest = requests.longestDue().map(age -> Instant.now().minus(age)).orElse(null);
    }

    @Override
    public void start() {
        thread = new Thread(this::lookAgainAndAgain, "overdue-requests");
        thread.setDaemon(true);
        thread.start();
    }

    private void lookAgainAndAgain() {
        try {
            while (!Thread.interrupted()) {
                lookIfPossible();
                Thread.sleep(BETWEEN_LOOKS.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookIfPossible() {
        try {
            look();
        } catch (RuntimeException e) { // It would end the thread that looks again.
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("Overdue requests cannot be looked for");
        }
    }

    @Override
    public void stop() {
        Thread looking = thread;
        if (looking != null) {
            looking.interrupt();
        }
        thread = null;
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
