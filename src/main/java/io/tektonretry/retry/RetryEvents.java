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
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Writes Kubernetes Events about outcomes of requests, on the run to retry and on the retry, in the background. */
@Component
class RetryEvents {

    private static final Logger LOG = LoggerFactory.getLogger(RetryEvents.class);

    private final EventWriter events;
    private final PipelineRunRecords records;
    private final RetryProperties properties;

    RetryEvents(EventWriter events, PipelineRunRecords records, RetryProperties properties) {
        this.events = events;
        this.records = records;
        this.properties = properties;
    }

    void created(RetryRequest request) {
        if (properties.events()) {
            events.later(() -> writeCreated(request, Objects.requireNonNull(request.createdUid())));
        }
    }

    private void writeCreated(RetryRequest request, UUID createdUid) {
        String who = request.requester().shownName();
        Optional<PipelineRunRecord> original = original(request);
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

    /** Tells the requester, who may not be connected any more, why. */
    void refused(RetryRequest request, Refusal refusal) {
        tell(request, Severity.WARNING, "RetryRefused", "%s: %s".formatted(refusal.code(), refusal.message()));
    }

    /** Tells the requester who cancelled the retry. */
    void cancelled(RetryRequest request, Requester by) {
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
        original(request)
                .filter(PipelineRunRecord::existsInCluster)
                .ifPresent(run -> events.write(about(run), severity, reason, message));
    }

    /** The run to retry; empty also when the database is not available, as an Event is not worth a repetition. */
    private Optional<PipelineRunRecord> original(RetryRequest request) {
        try {
            return records.findByUid(request.retryOfUid());
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue("requestId", request.id())
                    .setCause(e)
                    .log("A run can't be read to write an Event about it");
            return Optional.empty();
        }
    }

    private static About about(PipelineRunRecord run) {
        return new About(run.namespace(), run.name(), run.uid());
    }
}
