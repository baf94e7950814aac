package io.tektonretry.mirror;

import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.history.database.FailureBoundary;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.tekton.watch.UnreadableObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Writes changes to the history, and keeps them while the database is not available. */
@Component
final class MirrorWriter {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorWriter.class);

    /** A position up to a second old costs a second of repeated events after a crash. */
    private static final Duration BETWEEN_POSITIONS = Duration.ofSeconds(1);

    private final DirtyObjects dirty;
    private final RunRecorder recorder;
    private final Quarantine quarantine;
    private final MirrorStates followed;
    private final MirrorProperties properties;
    private final MirrorMetrics metrics;
    private final FinalizerWorker holds;
    private final Clock clock;
    private final Map<Scope, Checkpoint> reached = new LinkedHashMap<>();
    private Instant positionsDue = Instant.MIN;

    MirrorWriter(
            DirtyObjects dirty,
            RunRecorder recorder,
            Quarantine quarantine,
            MirrorStates followed,
            MirrorProperties properties,
            MirrorMetrics metrics,
            FinalizerWorker holds,
            Clock clock) {
        this.clock = clock;
        this.dirty = dirty;
        this.recorder = recorder;
        this.quarantine = quarantine;
        this.followed = followed;
        this.properties = properties;
        this.metrics = metrics;
        this.holds = holds;
    }

    /** Waits for a batch and writes it; puts it back when that fails. */
    void writeNext() throws InterruptedException {
        Batch batch = dirty.take(properties.batchSize(), properties.flushInterval());
        writeOrPutBack(batch);
        batch.reached().forEach(mark -> reached.merge(mark.scope(), mark, Checkpoint::then));
        writeReachedWhenDue();
    }

    private void writeOrPutBack(Batch batch) {
        boolean isWritten = false;
        try {
            write(batch);
            isWritten = true;
        } finally {
            if (isWritten) {
                dirty.written();
            } else {
                dirty.putBack(batch);
            }
        }
    }

    private void write(Batch batch) {
        if (!batch.changes().isEmpty()) {
            metrics.batches().record(() -> write(batch.changes()));
        }
        batch.unreadable().forEach(this::quarantine);
    }

    private void write(List<PendingObject> changes) {
        FailureBoundary.run(() -> record(changes), failure -> failed(changes, failure));
    }

    private void record(List<PendingObject> changes) {
        Recorded recorded = recorder.record(
                changes.stream()
                        .flatMap(change -> change.observations().stream())
                        .toList(),
                clock.instant());
        metrics.count(changes, recorded);
        metrics.countGhosts(recorded);
        changes.forEach(change -> recorded(change, recorded.outcomes().get(change.uid())));
    }

    /**
     * When the database refuses a batch because of its data, halves it to find the object at fault. When large objects
     * together time out, halves them as well.
     */
    private void failed(List<PendingObject> changes, RuntimeException failure) {
        boolean isDataError = DatabaseFault.isDataError(failure);
        if (changes.size() > 1 && (isDataError || DatabaseFault.isTimeout(failure))) {
            writeHalves(changes);
        } else if (isDataError) {
            quarantine(changes.get(0), failure);
        } else {
            throw failure;
        }
    }

    /** An object that times out even alone must not keep the others from being written. */
    private void writeHalves(List<PendingObject> changes) {
        int half = changes.size() / 2;
        try {
            write(changes.subList(0, half));
        } catch (DataAccessException | TransactionException e) {
            if (DatabaseFault.isTimeout(e)) {
                write(changes.subList(half, changes.size()));
            }
            throw e;
        }
        write(changes.subList(half, changes.size()));
    }

    /** An object in quarantine counts as recorded: its state is kept there. */
    private void recorded(PendingObject change, Recorded.@Nullable Outcome outcome) {
        PendingObject.State state = change.state();
        if (state != null && change.presence() == PendingObject.Presence.PRESENT && outcome != Recorded.Outcome.STALE) {
            holds.recorded(state.metadata());
        }
    }

    /** Records that the object is gone, though not its end: the deletion is not reported again. */
    private void quarantine(PendingObject change, RuntimeException cause) {
        PendingObject.State state = change.state();
        if (state != null) {
            quarantine.add(state.observed().refused(UnrecordedObject.reason(cause)));
            if (change.presence() != PendingObject.Presence.PRESENT) {
                Observation gone = new Observation.Vanished(change.epoch(), change.uid(), change.resourceVersion());
                metrics.countGhosts(recorder.record(List.of(gone), clock.instant()));
            }
        }
        recorded(change, Recorded.Outcome.QUARANTINED);
        metrics.countQuarantined(change);
    }

    private void quarantine(UnreadableObject object) {
        quarantine.add(unrecorded(object));
        metrics.countUnreadable(object.kind().kind());
    }

    private static UnrecordedObject unrecorded(UnreadableObject object) {
        return new UnrecordedObject(
                object.kind().kind(),
                object.namespace(),
                object.name(),
                object.uid(),
                object.resourceVersion(),
                object.reason(),
                object.json());
    }

    private void writeReachedWhenDue() {
        boolean hasGaps =
                reached.values().stream().anyMatch(mark -> !mark.missed().isEmpty());
        if (hasGaps || clock.instant().isAfter(positionsDue)) {
            writeReached();
        }
    }

    /** If this fails, the next start continues from the previous position and repeats what followed. */
    void end() {
        try {
            writeReached();
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue("cause", UnrecordedObject.reason(e))
                    .log("The position of the mirror cannot be written before the shutdown");
        }
    }

    /** Writes the positions up to which everything is recorded. */
    private void writeReached() {
        for (Checkpoint mark : List.copyOf(reached.values())) {
            String kind = mark.scope().kind().kind();
            followed.reached(
                    kind,
                    mark.scope().namespace(),
                    mark.epoch(),
                    mark.position().resourceVersion(),
                    mark.position().at(),
                    mark.missed());
            metrics.countGaps(mark.missed().size());
            reached.remove(mark.scope());
        }
        positionsDue = clock.instant().plus(BETWEEN_POSITIONS);
    }
}
