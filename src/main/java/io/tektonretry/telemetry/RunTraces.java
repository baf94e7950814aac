package io.tektonretry.telemetry;

import static java.util.stream.Collectors.groupingBy;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Exports ended runs as spans: one trace for each lineage. */
@Component
class RunTraces {

    private static final Logger LOG = LoggerFactory.getLogger(RunTraces.class);

    /** The exporter itself gives up earlier ({@code management.opentelemetry.tracing.export.otlp.timeout}). */
    private static final long PATIENCE_SECONDS = 60;

    private final EndedRunQueue runs;
    private final @Nullable SpanExporter exporter;
    private final RunSpans spans;
    private final int maxSpans;
    private boolean isUnavailable;

    RunTraces(
            EndedRunQueue runs,
            TelemetryProperties properties,
            ObjectProvider<SpanExporter> exporters,
            ObjectProvider<Resource> resources) {
        this.runs = runs;
        this.exporter = properties.traceRuns() ? exporters.stream().findFirst().orElse(null) : null;
        this.spans = new RunSpans(resources.getIfAvailable(Resource::getDefault));
        this.maxSpans = properties.maxSpans();
    }

    boolean areExported() {
        return exporter != null;
    }

    /** Exports these runs; returns whether the collector took them. One thread at a time. */
    boolean export(List<UUID> uids) {
        if (exporter == null) {
            return true;
        }
        Map<UUID, List<EndedAttempt>> attempts = byRun(runs.attempts(uids, maxSpans));
        Map<UUID, List<EndedAttempt>> reused = byRun(runs.reused(uids, maxSpans));
        for (EndedRun run : runs.find(uids)) {
            List<SpanData> trace = spans.of(
                            run, attempts.getOrDefault(run.uid(), List.of()), reused.getOrDefault(run.uid(), List.of()))
                    .toList();
            CompletableResultCode result = exporter.export(trace).join(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!result.isSuccess()) {
                runs.postpone(run.uid());
                report(true);
                return false;
            }
        }
        report(false);
        return true;
    }

    private static Map<UUID, List<EndedAttempt>> byRun(List<EndedAttempt> attempts) {
        return attempts.stream().collect(groupingBy(EndedAttempt::runUid));
    }

    private void report(boolean unavailable) {
        if (unavailable && !isUnavailable) {
            LOG.atWarn().log("The OTLP endpoint did not take the traces of runs; they wait for it");
        } else if (!unavailable && isUnavailable) {
            LOG.atInfo().log("The OTLP endpoint takes the traces of runs again");
        }
        isUnavailable = unavailable;
    }
}
