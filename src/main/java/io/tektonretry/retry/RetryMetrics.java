package io.tektonretry.retry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.retry.plan.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Counts what becomes of wishes for retries by outcome and code, and measures how long a run takes to be created. */
@Component
public class RetryMetrics {

    private static final String NO_CODE = "NONE";

    private final MeterRegistry meters;

    RetryMetrics(MeterRegistry meters) {
        this.meters = meters;
        Stream.of("created", "replayed", "cancelled").forEach(outcome -> counter(outcome, NO_CODE));
        Stream.of(RefusalCode.values()).forEach(code -> counter("refused", code.name()));
    }

    /** Counts a wish that no run comes of. */
    public void refused(RefusalCode code) {
        count("refused", code.name());
    }

    void replayed() {
        count("replayed", NO_CODE);
    }

    void cancelled() {
        count("cancelled", NO_CODE);
    }

    /** The time counts from the call, or from the time that the call has asked for. */
    void created(RetryRequest request, Instant at) {
        count("created", NO_CODE);
        Instant notBefore = request.notBefore();
        boolean isLater = notBefore != null && notBefore.isAfter(request.requestedAt());
        Instant due = isLater && notBefore != null ? notBefore : request.requestedAt();
        Duration took = Duration.between(due, at);
        meters.timer("retry.creation").record(took.isNegative() ? Duration.ZERO : took);
    }

    private void count(String outcome, String code) {
        counter(outcome, code).increment();
    }

    /** All of them are there from the start: an increase from nothing to one is none to Prometheus. */
    private Counter counter(String outcome, String code) {
        return meters.counter("retry.requests", "outcome", outcome, "code", code);
    }
}
