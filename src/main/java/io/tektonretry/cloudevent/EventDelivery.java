package io.tektonretry.cloudevent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Delivers the events of the outbox to the sink: each at least once, and in order within a lineage. Pauses grow while
 * the sink is unavailable, and the outage is logged once.
 */
@Component
class EventDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(EventDelivery.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final int AT_ONCE = 100;

    private static final int DOUBLINGS = 16;

    private final Outbox outbox;
    private final @Nullable Sink sink;
    private final CloudEventProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;
    private int failuresInARow;
    private Instant resumes = Instant.EPOCH;

    EventDelivery(
            Outbox outbox,
            CloudEventProperties properties,
            Environment environment,
            MeterRegistry meters,
            Clock clock) {
        this.outbox = outbox;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        String given = properties.sink();
        String url = given == null || given.isBlank() ? environment.getProperty("K_SINK", "") : given;
        this.sink = url.isBlank() ? null : new Sink(CloudEventProperties.url(url), properties);
        Stream.of("delivered", "refused", "dropped", "unreachable").forEach(this::counter);
    }

    boolean hasSink() {
        return sink != null;
    }

    /** Delivers due events; one thread at a time. */
    synchronized void deliver(BooleanSupplier stops) throws InterruptedException {
        outbox.turn(sink != null);
        if (sink == null) {
            return;
        }
        dropOld();
        List<PendingEvent> due = next();
        while (!due.isEmpty()) {
            for (PendingEvent event : due) {
                if (stops.getAsBoolean() || !deliver(event, sink)) {
                    return;
                }
            }
            due = next();
        }
    }

    private List<PendingEvent> next() {
        Instant now = clock.instant();
        return now.isBefore(resumes) ? List.of() : outbox.due(now, AT_ONCE);
    }

    /** Posts one event; returns whether the sink is available. */
    private boolean deliver(PendingEvent event, Sink there) throws InterruptedException {
        Sink.Answer answer = there.post(event);
        switch (answer) {
            case TAKEN -> {
                outbox.remove(event);
                count("delivered", 1);
            }
            case REFUSED -> refused(event);
            case AWAY -> away();
        }
        if (answer != Sink.Answer.AWAY) {
            back();
        }
        return answer != Sink.Answer.AWAY;
    }

    private void refused(PendingEvent event) {
        count("refused", 1);
        if (event.attempts() + 1 < properties.maxAttempts()) {
            outbox.postpone(event, clock.instant().plus(pause(event.attempts())));
            return;
        }
        outbox.remove(event);
        count("dropped", 1);
        LOG.atWarn()
                .addKeyValue("event", event.id())
                .addKeyValue("type", event.type())
                .addKeyValue("subject", event.subject())
                .log("The sink of CloudEvents rejected an event, which is dropped");
    }

    private void away() {
        count("unreachable", 1);
        if (failuresInARow == 0) {
            LOG.atWarn().log("The sink of CloudEvents is not available; events wait for it");
        }
        resumes = clock.instant().plus(pause(failuresInARow));
        failuresInARow++;
    }

    private void back() {
        if (failuresInARow > 0) {
            LOG.atInfo().log("The sink of CloudEvents is available again");
        }
        failuresInARow = 0;
        resumes = Instant.EPOCH;
    }

    /** The pause doubles after each failure. */
    private Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        return pause.compareTo(properties.longestPause()) > 0 ? properties.longestPause() : pause;
    }

    private void dropOld() {
        int dropped = outbox.drop(clock.instant().minus(properties.maxAge()), properties.maxPending());
        if (dropped > 0) {
            count("dropped", dropped);
            LOG.atWarn()
                    .addKeyValue("dropped", dropped)
                    .log("CloudEvents were dropped because the sink did not accept them in time");
        }
    }

    private void count(String outcome, int events) {
        counter(outcome).increment(events);
    }

    private Counter counter(String outcome) {
        return meters.counter("cloud.events", "outcome", outcome);
    }
}
