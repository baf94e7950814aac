package io.tektonretry.mirror;

import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.worker.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes evidence to the history, and keeps it while the database is not available. */
@Component
final class EvidenceWriter {

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceWriter.class);

    private static final Duration IDLE = Duration.ofMillis(100);

    private final NewEvidence fresh;
    private final PodOutcomes pods;
    private final RunEvents events;
    private final EvidenceMetrics metrics;
    private final MirrorProperties properties;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(5));
    private String lastRefusal = "";

    EvidenceWriter(
            NewEvidence fresh,
            PodOutcomes pods,
            RunEvents events,
            EvidenceMetrics metrics,
            MirrorProperties properties) {
        this.fresh = fresh;
        this.pods = pods;
        this.events = events;
        this.metrics = metrics;
        this.properties = properties;
    }

    /** Waits for a batch and writes it. */
    void writeNext() throws InterruptedException {
        NewEvidence.Batch batch = fresh.take(properties.batchSize(), IDLE);
        if (batch.isEmpty()) {
            return;
        }
        try {
            write(batch.podStates(), pods::record);
            write(batch.eventStates(), events::record);
            batch.vanished().keySet().forEach(uid -> pods.vanished(uid, Instant.now()));
            backoff.reset();
        } catch (RuntimeException e) {
            fresh.putBack(batch);
            if (!backoff.isActive()) {
                LOG.atWarn()
                        .addKeyValue("cause", e.getMessage())
                        .log("Events and pods cannot be written; trying again");
            }
            backoff.await();
        }
    }

    /** Skips rows that the database refuses because of their data, so that the others are written. */
    private <T> void write(List<T> rows, Consumer<Collection<T>> table) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            table.accept(rows);
            metrics.count("stored", rows.size());
        } catch (RuntimeException e) {
            if (!DatabaseFault.isDataError(e)) {
                throw e;
            }
            if (rows.size() == 1) {
                metrics.count("refused", 1);
                tell(UnrecordedObject.reason(e));
            } else {
                rows.forEach(row -> write(List.of(row), table));
            }
        }
    }

    private void tell(String cause) {
        if (!cause.equals(lastRefusal)) {
            lastRefusal = cause;
            LOG.atWarn()
                    .addKeyValue("cause", cause)
                    .log("The database rejects an Event or a pod, which is missing from the history");
        }
    }
}
