package io.tektonretry.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Creates the workers of the service and reports those that fail. */
@Component
public class Workers {

    private final MeterRegistry meters;
    private final Set<Worker> running = ConcurrentHashMap.newKeySet();

    /** Starts with no workers. */
    public Workers(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Creates a worker without expected failures. */
    public Worker worker(String name) {
        return worker(name, failure -> false);
    }

    /**
     * Creates a worker.
     *
     * @param name name of its thread
     * @param isOutage matches expected failures, such as a database that is not available
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

    /** The workers that were started and not stopped. */
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
