package io.tektonretry.retry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.history.request.RetryRequests;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Measures how long the oldest unfinished request has been due, which keeps growing while the database is not
 * available, and how many retries are stalled.
 */
@Component
class OverdueRequests implements SmartLifecycle {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final RetryRequests requests;
    private final StalledRetries stalled;
    private final AtomicInteger stalledNow = new AtomicInteger();
    private volatile @Nullable Instant oldest;
    private final Worker worker;
    private final Clock clock;

    OverdueRequests(
            RetryRequests requests, StalledRetries stalled, MeterRegistry meters, Workers workers, Clock clock) {
        this.clock = clock;
        this.requests = requests;
        this.stalled = stalled;
        this.worker = workers.worker("overdue-requests", DatabaseOutage::isCauseOf);
        meters.gauge("runs.stalled", stalledNow);
        TimeGauge.builder("retry.outbox.age", () -> age().toMillis() / 1000.0, TimeUnit.SECONDS)
                .register(meters);
    }

    private Duration age() {
        Instant due = oldest;
        return due == null ? Duration.ZERO : Duration.between(due, clock.instant());
    }

    /** Reads both from the history. */
    void look() {
        stalledNow.set(stalled.count());
        oldest = requests.longestDue().map(age -> clock.instant().minus(age)).orElse(null);
    }

    @Override
    public void start() {
        worker.start(Work.every(BETWEEN_LOOKS, this::look));
    }

    @Override
    public void stop() {
        worker.interrupt();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }
}
