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
 * What is still to be written of an object.
 *
 * @param epoch of the cluster in which all of it was seen
 * @param state its newest state; null when nothing is known but that it is gone
 * @param witness an earlier state that says why tasks were skipped, which the newest one no longer does
 * @param resourceVersion the newest one at which it is known to be gone
 * @param since the nano time at which it began to wait
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

    /** What has become of the object. */
    enum Presence {
        PRESENT,
        MISSING,
        DELETED
    }

    /**
     * A state of the object.
     *
     * @param observed what is recorded of it
     * @param size how many bytes came, which is more than what waits
     */
    record State(ObjectMetadata metadata, ObservedState observed, int size) {

        /** All that can be done without the database is done here, by the thread that reads from the cluster. */
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

    /** This change and a later one of the same object as one; a UID that is gone never comes back, unless the cluster is restored. */
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

    /** How many bytes wait at most. */
    int size() {
        return size(state) + size(witness);
    }

    private static int size(@Nullable State state) {
        return state == null ? 0 : state.size();
    }

    /** What the history is to be told, older states first. One that was deleted is gone even if its last state can't be recorded. */
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
