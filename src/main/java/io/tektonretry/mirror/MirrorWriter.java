package io.tektonretry.mirror;

import io.tektonretry.history.coverage.MirrorStates;
import io.tektonretry.history.database.DatabaseFault;
import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.Quarantine;
import io.tektonretry.history.recording.Recorded;
import io.tektonretry.history.recording.RunRecorder;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.tekton.watch.UnreadableObject;
import io.tektonretry.worker.Backoff;
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

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** A position up to a second old costs a second of repeated events after a crash. */
    private static final Duration BETWEEN_POSITIONS = Duration.ofSeconds(1);

    private final DirtyObjects dirty;
    private final RunRecorder recorder;
    private final Quarantine quarantine;
    private final MirrorStates followed;
    private final MirrorProperties properties;
    private final MirrorMetrics metrics;
    private final FinalizerWorker holds;
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);
    private final Map<Scope, Checkpoint> reached = new LinkedHashMap<>();
    private Instant positionsDue = Instant.MIN;

    MirrorWriter(
            DirtyObjects dirty,
            RunRecorder recorder,
            Quarantine quarantine,
            MirrorStates followed,
            MirrorProperties properties,
            MirrorMetrics metrics,
            FinalizerWorker holds) {
        this.dirty = dirty;
        this.recorder = recorder;
        this.quarantine = quarantine;
        this.followed = followed;
        this.properties = properties;
        this.metrics = metrics;
        this.holds = holds;
    }

    /** Waits for a batch and writes it. */
    void writeNext() throws InterruptedException {
        Batch batch = dirty.take(properties.batchSize(), properties.flushInterval());
        try {
            write(batch);
        } catch (RuntimeException e) {
            dirty.putBack(batch);
            failed(e);
            return;
        }
        dirty.written();
        batch.reached().forEach(mark -> reached.merge(mark.scope(), mark, Checkpoint::then));
        try {
            writeReachedWhenDue();
            wentWell();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void write(Batch batch) {
        if (!batch.changes().isEmpty()) {
            metrics.batches().record(() -> write(batch.changes()));
        }
        batch.unreadable().forEach(this::quarantine);
    }

    /**
     * When the database refuses a batch because of its data, halves it to find the object at fault. When large objects
     * together time out, halves them as well.
     */
    private void write(List<PendingObject> changes) {
        try {
            Recorded recorded = recorder.record(
                    changes.stream()
                            .flatMap(change -> change.observations().stream())
                            .toList(),
                    Instant.now());
            metrics.count(changes, recorded);
            metrics.countGhosts(recorded);
            changes.forEach(change -> recorded(change, recorded.outcomes().get(change.uid())));
        } catch (RuntimeException e) {
            if (changes.size() > 1 && (DatabaseFault.isDataError(e) || DatabaseFault.isTimeout(e))) {
                writeHalves(changes);
            } else if (DatabaseFault.isDataError(e)) {
                quarantine(changes.get(0), e);
            } else {
                throw e;
            }
        }
    }

    /** An object that times out even alone must not keep the others from being written. */
    private void writeHalves(List<PendingObject> changes) {
        int half = changes.size() / 2;
        try {
            write(changes.subList(0, half));
        } catch (RuntimeException e) {
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
                metrics.countGhosts(recorder.record(List.of(gone), Instant.now()));
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
        if (hasGaps || Instant.now().isAfter(positionsDue)) {
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
        positionsDue = Instant.now().plus(BETWEEN_POSITIONS);
    }

    private void wentWell() {
        if (backoff.isActive()) {
            LOG.atInfo().addKeyValue("waiting", dirty.size()).log("Changes can be written again");
            backoff.reset();
        }
    }

    private void failed(RuntimeException cause) throws InterruptedException {
        if (!backoff.isActive()) {
            LOG.atWarn()
                    .addKeyValue("waiting", dirty.size())
                    .addKeyValue("cause", UnrecordedObject.reason(cause))
                    .log("Changes cannot be written; trying again");
        }
        backoff.await();
    }
}
