package io.tektonretry.mirror;

import io.tektonretry.history.recording.Observation;
import io.tektonretry.history.recording.ObservedState;
import io.tektonretry.history.recording.UnrecordedObject;
import io.tektonretry.tekton.TektonKind;
import io.tektonretry.tekton.watch.LiveObject;
import io.tektonretry.tekton.watch.ObjectMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written about an object.
 *
 * @param epoch epoch of the cluster in which all of it was observed
 * @param state its newest state; null when only its absence is known
 * @param witness an earlier state with true skip reasons that the newest one has lost
 * @param resourceVersion the newest at which it is known to be gone
 * @param since nano time since which it waits
 */
record PendingObject(
        int epoch,
        TektonKind kind,
        UUID uid,
        Presence presence,
        @Nullable State state,
        @Nullable State witness,
        long resourceVersion,
        long since) {

    /** Whether the object exists. */
    enum Presence {
        PRESENT,
        MISSING,
        DELETED
    }

    /**
     * A state of the object.
     *
     * @param observed the prepared state to record
     * @param size number of received bytes, an upper bound of the memory it takes
     */
    record State(ObjectMetadata metadata, ObservedState observed, int size) {

        /** Prepares everything that needs no database, on the thread that reads from the cluster. */
        static State of(LiveObject object) {
            ObservedState observed =
                    ObservedState.of(object.kind().kind(), object.json(), reason -> unrecorded(object, reason));
            return new State(object.metadata(), observed, object.json().length);
        }

        private static UnrecordedObject unrecorded(LiveObject object, String reason) {
            ObjectMetadata metadata = object.metadata();
            return new UnrecordedObject(
                    metadata.kind().kind(),
                    metadata.namespace(),
                    metadata.name(),
                    metadata.uid().toString(),
                    Long.toString(metadata.resourceVersion()),
                    reason,
                    object.json());
        }

        long resourceVersion() {
            return metadata.resourceVersion();
        }
    }

    static PendingObject seen(int epoch, LiveObject object) {
        return new PendingObject(
                epoch, object.kind(), object.uid(), Presence.PRESENT, State.of(object), null, 0, System.nanoTime());
    }

    static PendingObject deleted(int epoch, LiveObject last) {
        return new PendingObject(
                epoch,
                last.kind(),
                last.uid(),
                Presence.DELETED,
                State.of(last),
                null,
                last.resourceVersion(),
                System.nanoTime());
    }

    static PendingObject vanished(int epoch, TektonKind kind, UUID uid, long resourceVersion) {
        return new PendingObject(epoch, kind, uid, Presence.MISSING, null, null, resourceVersion, System.nanoTime());
    }

    /**
     * Merges this change with a later one of the same object. A UID that is gone never comes back, unless the cluster
     * is restored.
     */
    PendingObject then(PendingObject later) {
        if (epoch != later.epoch) {
            return epoch < later.epoch ? later : this;
        }
        return new PendingObject(
                epoch,
                kind,
                uid,
                presence.compareTo(later.presence) > 0 ? presence : later.presence,
                newest(later.state),
                witness(later.state),
                Math.max(resourceVersion, later.resourceVersion),
                Math.min(since, later.since));
    }

    private @Nullable State newest(@Nullable State later) {
        if (state == null || later == null) {
            return state == null ? later : state;
        }
        return later.resourceVersion() >= state.resourceVersion() ? later : state;
    }

    private @Nullable State witness(@Nullable State later) {
        return state != null && later != null && state.observed().tellsWhyTasksWereSkippedUnlike(later.observed())
                ? state
                : witness;
    }

    /** Upper bound of the waiting bytes. */
    int size() {
        return size(state) + size(witness);
    }

    private static int size(@Nullable State state) {
        return state == null ? 0 : state.size();
    }

    /**
     * The observations to record, older states first. A deleted object is gone even if its last state cannot be
     * recorded.
     */
    List<Observation> observations() {
        List<Observation> observations = new ArrayList<>();
        if (witness != null) {
            observations.add(new Observation.Seen(epoch, witness.observed()));
        }
        if (state != null) {
            observations.add(
                    presence == Presence.DELETED
                            ? new Observation.Deleted(epoch, state.observed())
                            : new Observation.Seen(epoch, state.observed()));
        }
        if (presence != Presence.PRESENT) {
            observations.add(new Observation.Vanished(epoch, uid, resourceVersion));
        }
        return observations;
    }
}
