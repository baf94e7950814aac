package io.tektonretry.mirror;

import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.history.database.FailureBoundary;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.recording.UnrecordedObject;
import java.time.Clock;
import java.time.Duration;
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
    private final Clock clock;
    private String lastRefusal = "";

    EvidenceWriter(
            NewEvidence fresh,
            PodOutcomes pods,
            RunEvents events,
            EvidenceMetrics metrics,
            MirrorProperties properties,
            Clock clock) {
        this.clock = clock;
        this.fresh = fresh;
        this.pods = pods;
        this.events = events;
        this.metrics = metrics;
        this.properties = properties;
    }

    /** Waits for a batch and writes it; puts it back when that fails. */
    void writeNext() throws InterruptedException {
        NewEvidence.Batch batch = fresh.take(properties.batchSize(), IDLE);
        if (batch.isEmpty()) {
            return;
        }
        boolean isWritten = false;
        try {
            write(batch.podStates(), pods::record);
            write(batch.eventStates(), events::record);
            batch.vanished().keySet().forEach(uid -> pods.vanished(uid, clock.instant()));
            isWritten = true;
        } finally {
            if (!isWritten) {
                fresh.putBack(batch);
            }
        }
    }

    /** Skips rows that the database refuses because of their data, so that the others are written. */
    private <T> void write(List<T> rows, Consumer<Collection<T>> table) {
        if (rows.isEmpty()) {
            return;
        }
        FailureBoundary.run(
                () -> {
                    table.accept(rows);
                    metrics.count("stored", rows.size());
                },
                failure -> failed(rows, table, failure));
    }

    private <T> void failed(List<T> rows, Consumer<Collection<T>> table, RuntimeException failure) {
        if (!DatabaseFault.isDataError(failure)) {
            throw failure;
        }
        if (rows.size() == 1) {
            metrics.count("refused", 1);
            tell(UnrecordedObject.reason(failure));
        } else {
            rows.forEach(row -> write(List.of(row), table));
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
