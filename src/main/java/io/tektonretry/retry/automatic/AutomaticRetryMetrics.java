package io.tektonretry.retry.automatic;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts the outcomes of failed runs while automatic retries are enabled. */
@Component
class AutomaticRetryMetrics {

    /** Outcome for a failed run. */
    enum AutomaticOutcome {
        /** A retry was accepted. */
        RETRIED,
        /** The retry was refused. */
        REFUSED,
        /** An attempt failed for a reason other than the cluster. */
        OTHER_FAILURE,
        /** The lineage has reached its limit. */
        EXHAUSTED,
        /** The namespace has reached its hourly limit. */
        LIMITED,
        /** It could not be retried in time. */
        EXPIRED,
        /** Its author has not enabled automatic retries. */
        NOT_ASKED,
        /** The decision is postponed. */
        LATER
    }

    private final MeterRegistry meters;

    AutomaticRetryMetrics(MeterRegistry meters) {
        this.meters = meters;
        Stream.of(AutomaticOutcome.values())
                .filter(outcome -> outcome != AutomaticOutcome.LATER)
                .forEach(this::counter);
    }

    void count(AutomaticOutcome outcome) {
        counter(outcome).increment();
    }

    private Counter counter(AutomaticOutcome outcome) {
        return meters.counter("retry.automatic", "outcome", outcome.name().toLowerCase(Locale.ROOT));
    }
}
