package io.tektonretry.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Counts ended runs under the names of OpenTelemetry's semantic conventions for CI/CD metrics. */
@Component
class RunMeters {

    /** Counts pipelines beyond the limit, so that pipelines with new names can't fill the memory. */
    static final String OTHER = "other";

    static final String NONE = "none";

    /** From ten seconds to six hours. */
    private static final Duration[] BUCKETS = IntStream.of(
                    10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 21_600)
            .mapToObj(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final int maxPipelines;
    private final Set<Tags> pipelines = ConcurrentHashMap.newKeySet();

    RunMeters(MeterRegistry meters, TelemetryProperties properties) {
        this.meters = meters;
        this.maxPipelines = properties.maxPipelines();
    }

    void count(EndedRun run) {
        Tags pipeline = pipeline(run.namespace(), run.pipelineName());
        Tags outcome = pipeline.and("tektonretry.run.kind", run.kind())
                .and("cicd.pipeline.result", run.result())
                .and("error.type", run.errorType() == null ? NONE : run.errorType());
        Instant started = run.startedAt() == null ? run.endedAt() : run.startedAt();
        duration(outcome.and("cicd.pipeline.run.state", "pending"), run.createdAt(), started);
        if (run.startedAt() != null) {
            duration(outcome.and("cicd.pipeline.run.state", "executing"), started, run.endedAt());
        }
        if (run.errorType() != null) {
            meters.counter("cicd.pipeline.run.errors", pipeline.and("error.type", run.errorType()))
                    .increment();
        }
        if (run.recovery() != null) {
            timer("tektonretry.recovery", pipeline).record(run.recovery());
        }
        meters.counter("tektonretry.compute.saved.seconds", pipeline).increment(run.saved());
        meters.counter("tektonretry.compute.wasted.seconds", pipeline).increment(run.wasted());
    }

    /** The attributes of a pipeline; {@link #OTHER} for those beyond the limit. */
    Tags pipeline(String namespace, @Nullable String name) {
        Tags pipeline = tags(namespace, name == null ? NONE : name);
        if (pipelines.contains(pipeline) || (pipelines.size() < maxPipelines && pipelines.add(pipeline))) {
            return pipeline;
        }
        return tags(OTHER, OTHER);
    }

    static Tags tags(String namespace, String name) {
        return Tags.of("k8s.namespace.name", namespace, "cicd.pipeline.name", name);
    }

    private void duration(Tags tags, Instant from, Instant to) {
        Duration duration = Duration.between(from, to);
        timer("cicd.pipeline.run.duration", tags).record(duration.isNegative() ? Duration.ZERO : duration);
    }

    private Timer timer(String name, Tags tags) {
        return Timer.builder(name).tags(tags).serviceLevelObjectives(BUCKETS).register(meters);
    }
}
