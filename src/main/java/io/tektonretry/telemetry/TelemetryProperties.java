package io.tektonretry.telemetry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is told about runs and requests. Traces need an exporter as well: {@code
 * management.opentelemetry.tracing.export.otlp.endpoint}.
 *
 * @param traceRuns whether ended runs are exported as traces
 * @param traceRequests whether requests of callers are traced through GraphQL, SQL and the Kubernetes client
 * @param interval pause between two looks at runs that have ended or are active
 * @param maxAge how long after its end a run is still counted and exported; at most one day
 * @param maxPending maximum number of ended runs that wait; the oldest are dropped
 * @param maxPipelines maximum number of pipelines with metrics of their own; the rest are counted as {@code other}
 * @param maxSpans maximum number of attempts of one run, and of links of one span, in a trace
 */
@ConfigurationProperties("tektonretry.telemetry")
record TelemetryProperties(
        @DefaultValue("true") boolean traceRuns,
        @DefaultValue("false") boolean traceRequests,
        @DefaultValue("5s") Duration interval,
        @DefaultValue("1h") Duration maxAge,
        @DefaultValue("100000") int maxPending,
        @DefaultValue("500") int maxPipelines,
        @DefaultValue("1000") int maxSpans) {

    private static final Duration LONGEST = Duration.ofDays(1);

    TelemetryProperties {
        if (interval.isNegative() || interval.isZero() || maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException(
                    "interval is %s and max-age is %s, but each must be positive".formatted(interval, maxAge));
        }
        if (interval.compareTo(LONGEST) > 0 || maxAge.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("interval is %s and max-age is %s, but neither may be longer than %s"
                    .formatted(interval, maxAge, LONGEST));
        }
        if (maxPending < 1 || maxPipelines < 1 || maxSpans < 1) {
            throw new IllegalArgumentException(
                    "max-pending is %d, max-pipelines is %d and max-spans is %d, but each must be at least 1"
                            .formatted(maxPending, maxPipelines, maxSpans));
        }
    }
}
