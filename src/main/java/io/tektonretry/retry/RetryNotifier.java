package io.tektonretry.retry;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.audit.Requester;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.request.RunHolder;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.tekton.EventWriter;
import io.tektonretry.tekton.EventWriter.About;
import io.tektonretry.tekton.EventWriter.Severity;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Tells those who watch the cluster or the metrics what came of an accepted request, once each. */
@Component
class RetryNotifier {

    private final EventWriter events;
    private final PipelineRunRecords records;
    private final RetryMetrics metrics;
    private final RetryProperties properties;
    private final Clock clock;

    RetryNotifier(
            EventWriter events,
            PipelineRunRecords records,
            RetryMetrics metrics,
            RetryProperties properties,
            Clock clock) {
        this.events = events;
        this.records = records;
        this.metrics = metrics;
        this.properties = properties;
        this.clock = clock;
    }

    void created(RetryRequest request) {
        metrics.created(request, clock.instant());
        if (properties.events()) {
            events.later(() -> writeCreated(request, Objects.requireNonNull(request.createdUid())));
        }
    }

    private void writeCreated(RetryRequest request, UUID createdUid) {
        String who = request.requester().shownName();
        Optional<PipelineRunRecord> original = records.findByUid(request.retryOfUid());
        original.filter(PipelineRunRecord::existsInCluster)
                .ifPresent(run -> events.write(
                        about(run),
                        Severity.NORMAL,
                        "Retried",
                        "PipelineRun %s retries this one, requested by %s".formatted(request.name(), who)));
        events.write(
                new About(request.namespace(), request.name(), createdUid),
                Severity.NORMAL,
                "CreatedByRetry",
                "Retries PipelineRun %s, requested by %s%s"
                        .formatted(
                                original.map(PipelineRunRecord::name)
                                        .orElse(request.retryOfUid().toString()),
                                who,
                                held(request)));
    }

    private static String held(RetryRequest request) {
        RunHolder holder = request.heldBy();
        if (holder == null) {
            return "";
        }
        return switch (holder) {
            case ADMISSION -> "; an admission controller holds it and will start it";
            case PIPELINES_AS_CODE -> "; waits in the queue of Pipelines-as-Code";
        };
    }

    /** Whoever asked need not be there any more to read why. */
    void refused(RetryRequest request, Refusal refusal) {
        metrics.refused(refusal.code());
        tell(request, Severity.WARNING, "RetryRefused", "%s: %s".formatted(refusal.code(), refusal.message()));
    }

    /** Whoever asked learns from the run who did not want it. */
    void cancelled(RetryRequest request, Requester by) {
        metrics.cancelled();
        tell(
                request,
                Severity.NORMAL,
                "RetryCancelled",
                "%s cancelled the retry %s, requested by %s"
                        .formatted(
                                by.shownName(),
                                request.name(),
                                request.requester().shownName()));
    }

    private void tell(RetryRequest request, Severity severity, String reason, String message) {
        if (properties.events()) {
            events.later(() -> write(request, severity, reason, message));
        }
    }

    private void write(RetryRequest request, Severity severity, String reason, String message) {
        records.findByUid(request.retryOfUid())
                .filter(PipelineRunRecord::existsInCluster)
                .ifPresent(run -> events.write(about(run), severity, reason, message));
    }

    private static About about(PipelineRunRecord run) {
        return new About(run.namespace(), run.name(), run.uid());
    }
}
