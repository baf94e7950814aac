package io.tektonretry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts runs by pipeline, and no more pipelines than it may. */
class RunMetersTest {

    private static final int PIPELINES = 3;

    private static final Instant NOW = Instant.parse("2026-11-03T10:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RunMeters meters = new RunMeters(
            registry,
            new TelemetryProperties(true, false, Duration.ofSeconds(1), Duration.ofHours(1), 1, PIPELINES, 1));

    @ParameterizedTest
    @CsvSource({
        "SUCCEEDED, , success, none",
        "FAILED, USER_CODE, failure, USER_CODE",
        "FAILED, CONFIGURATION, failure, CONFIGURATION",
        "FAILED, INFRASTRUCTURE, error, INFRASTRUCTURE",
        "FAILED, , failure, UNKNOWN",
        "TIMED_OUT, TIMEOUT, timeout, TIMEOUT",
        "CANCELLED, CANCELLED, cancellation, CANCELLED",
        "INTERRUPTED, , error, UNKNOWN"
    })
    void givesResultsTheNamesOfTheConventions(
            PipelineRunStatus status, @Nullable FailureClass failure, String result, String type) {
        meters.count(run("build", status, failure, NOW.minusSeconds(90)));

        assertThat(registry.get("cicd.pipeline.run.duration")
                        .tags(
                                "cicd.pipeline.result",
                                result,
                                "error.type",
                                type,
                                "cicd.pipeline.run.state",
                                "executing")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(90);
    }

    @Test
    void countsPipelinesBeyondTheLimitTogether() {
        IntStream.range(0, 20)
                .forEach(i -> meters.count(run("p" + i, PipelineRunStatus.SUCCEEDED, null, NOW.minusSeconds(1))));

        assertThat(registry.find("cicd.pipeline.run.duration")
                        .tag("cicd.pipeline.run.state", "executing")
                        .timers())
                .hasSize(PIPELINES + 1);
        assertThat(registry.get("cicd.pipeline.run.duration")
                        .tags("cicd.pipeline.name", RunMeters.OTHER, "cicd.pipeline.run.state", "executing")
                        .timer()
                        .count())
                .isEqualTo(17);
    }

    @Test
    void countsARunThatNeverStartedAsPendingOnly() {
        meters.count(run("build", PipelineRunStatus.CANCELLED, FailureClass.CANCELLED, null));

        assertThat(registry.find("cicd.pipeline.run.duration").timers())
                .singleElement()
                .matches(timer -> "pending".equals(timer.getId().getTag("cicd.pipeline.run.state")));
    }

    private static EndedRun run(
            String pipeline, PipelineRunStatus status, @Nullable FailureClass failure, @Nullable Instant startedAt) {
        UUID uid = UUID.randomUUID();
        return new EndedRun(
                uid,
                "shop",
                "run",
                pipeline,
                status,
                "Reason",
                NOW.minusSeconds(100),
                startedAt,
                NOW,
                uid,
                null,
                null,
                1,
                "original",
                failure,
                null,
                0,
                0,
                null,
                null,
                null,
                null);
    }
}
