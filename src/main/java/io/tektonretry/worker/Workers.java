package io.tektonretry.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Makes the workers of the service, and says of them which do not get on. */
@Component
public class Workers {

    private final MeterRegistry meters;
    private final Set<Worker> running = ConcurrentHashMap.newKeySet();

    /** None is at work yet. */
    public Workers(MeterRegistry meters) {
        this.meters = meters;
    }

    /** A worker of which no failure is expected. */
    public Worker worker(String name) {
        return worker(name, failure -> false);
    }

    /**
     * A worker.
     *
     * @param name of its thread
     * @param isOutage tells failures that are known to happen, as when the database is away
     */
    public Worker worker(String name, Predicate<Throwable> isOutage) {
        if (meters.find("worker.failing").tag("worker", name).gauge() == null) {
            Gauge.builder("worker.failing", () -> failing(name))
                    .tag("worker", name)
                    .strongReference(true)
                    .register(meters);
        }
        return new Worker(name, meters.counter("worker.failures", "worker", name), isOutage, running);
    }

    /** Those that were started and are not to stop. */
    Collection<Worker> running() {
        return running;
    }

    private long failing(String name) {
        return running.stream()
                .filter(worker -> worker.name().equals(name))
                .filter(worker -> worker.isDead() || worker.failure().isPresent())
                .count();
    }
}
