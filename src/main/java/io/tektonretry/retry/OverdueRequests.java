package io.tektonretry.retry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.tektonretry.history.DatabaseOutage;
import io.tektonretry.history.RetryRequests;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Measures for how long the oldest accepted request has been due that has not ended. It ages on while the database is away. */
@Component
class OverdueRequests implements SmartLifecycle {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final RetryRequests requests;
    private volatile @Nullable Instant oldest;
    private final Worker worker;

    OverdueRequests(RetryRequests requests, MeterRegistry meters, Workers workers) {
        this.requests = requests;
        this.worker = workers.worker("overdue-requests", DatabaseOutage::isCauseOf);
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
