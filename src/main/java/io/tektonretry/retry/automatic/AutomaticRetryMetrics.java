package io.tektonretry.retry.automatic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts what becomes of failed runs while automatic retries are on. */
@Component
class AutomaticRetryMetrics {

    /** What becomes of such a run. */
    enum Outcome {
        /** A retry was accepted. */
        RETRIED,
        /** The retrier refused. */
        REFUSED,
        /** An attempt failed for another reason than the cluster's. */
        OTHER_FAILURE,
        /** The lineage has had as many as it gets. */
        EXHAUSTED,
        /** The namespace has had as many as it gets within an hour. */
        LIMITED,
        /** It could not be retried in time. */
        EXPIRED,
        /** Its author does not ask for it. */
        NOT_ASKED,
        /** It is decided later. */
        LATER
    }

    private final MeterRegistry meters;

    AutomaticRetryMetrics(MeterRegistry meters) {
        this.meters = meters;
        Stream.of(Outcome.values()).filter(outcome -> outcome != Outcome.LATER).forEach(this::counter);
    }

    void count(Outcome outcome) {
        counter(outcome).increment();
    }

    private Counter counter(Outcome outcome) {
        return meters.counter("retry.automatic", "outcome", outcome.name().toLowerCase(Locale.ROOT));
    }
}
