package io.tektonretry.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tektonretry.history.PipelineRunStatus;
import io.tektonretry.history.database.DatabaseOutage;
import io.tektonretry.worker.Work;
import io.tektonretry.worker.Worker;
import io.tektonretry.worker.Workers;
import java.time.Duration;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Measures how many runs are active. Each replica reports the same numbers. */
@Component
class ActiveRuns implements SmartLifecycle {

    private final EndedRunQueue runs;
    private final MultiGauge active;
    private final Duration interval;
    private final int maxPipelines;
    private final Worker worker;

    ActiveRuns(EndedRunQueue runs, TelemetryProperties properties, MeterRegistry meters, Workers workers) {
        this.runs = runs;
        this.interval = properties.interval();
        this.maxPipelines = properties.maxPipelines();
        this.active = MultiGauge.builder("cicd.pipeline.run.active").register(meters);
        this.worker = workers.worker("active-runs", DatabaseOutage::isCauseOf);
    }

    /** Reads the numbers from the history. */
    void look() {
        List<MultiGauge.Row<?>> rows = runs.active(maxPipelines).stream()
                .<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(tags(row), row.runs()))
                .toList();
        active.register(rows, true);
    }

    private static Tags tags(EndedRunQueue.Active row) {
        String name = row.pipelineName();
        return RunMeters.tags(row.namespace(), name == null ? RunMeters.NONE : name)
                .and("cicd.pipeline.run.state", row.status() == PipelineRunStatus.PENDING ? "pending" : "executing");
    }

    @Override
    public void start() {
        worker.start(Work.every(interval, this::look));
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
