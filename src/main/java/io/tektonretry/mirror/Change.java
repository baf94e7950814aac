package io.tektonretry.mirror;

import io.tektonretry.history.Observation;
import io.tektonretry.history.SkipReasons;
import io.tektonretry.tekton.LiveObject;
import io.tektonretry.tekton.TektonKind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written of an object.
 *
 * @param state its newest state; null when nothing is known but that it is gone
 * @param witness an earlier state that says why tasks were skipped, which the newest one no longer does
 * @param resourceVersion of the list that it was missing from
 * @param since the nano time at which it began to wait
 */
record Change(
        TektonKind kind,
        UUID uid,
        Fate fate,
        @Nullable LiveObject state,
        @Nullable LiveObject witness,
        long resourceVersion,
        long since) {

    /** What has become of the object. */
    enum Fate {
        SEEN,
        VANISHED,
        DELETED
    }

    static Change seen(LiveObject object) {
        return new Change(object.kind(), object.uid(), Fate.SEEN, object, null, 0, System.nanoTime());
    }

    static Change deleted(LiveObject last) {
        return new Change(last.kind(), last.uid(), Fate.DELETED, last, null, 0, System.nanoTime());
    }

    static Change vanished(TektonKind kind, UUID uid, long resourceVersion) {
        return new Change(kind, uid, Fate.VANISHED, null, null, resourceVersion, System.nanoTime());
    }

    /** This change and a later one of the same object as one; a UID that is gone never comes back. */
    Change then(Change later) {
        return new Change(
                kind,
                uid,
                fate.compareTo(later.fate) > 0 ? fate : later.fate,
                newest(later.state),
                witness(later.state),
                Math.max(resourceVersion, later.resourceVersion),
                Math.min(since, later.since));
    }

    private @Nullable LiveObject newest(@Nullable LiveObject later) {
        if (state == null || later == null) {
            return state == null ? later : state;
        }
        return later.resourceVersion() >= state.resourceVersion() ? later : state;
    }

    private @Nullable LiveObject witness(@Nullable LiveObject later) {
        boolean isStopped = later != null && saysThatItStops(later);
        return isStopped && state != null && tellsWhyTasksAreSkipped(state) ? state : witness;
    }

    private static boolean tellsWhyTasksAreSkipped(LiveObject run) {
        return run.kind() == TektonKind.PIPELINE_RUN && run.mentions("\"skippedTasks\"") && !saysThatItStops(run);
    }

    private static boolean saysThatItStops(LiveObject run) {
        return run.kind() == TektonKind.PIPELINE_RUN
                && SkipReasons.OF_A_STOP.stream().anyMatch(run::mentions);
    }

    /** How many bytes wait. */
    int size() {
        return size(state) + size(witness);
    }

    private static int size(@Nullable LiveObject object) {
        return object == null ? 0 : object.size();
    }

    /** Makes {@link #observations} quicker. */
    void readAhead() {
        if (state != null) {
            state.readAhead();
        }
    }

    /**
     * What the history is to be told, older states first.
     *
     * @throws tools.jackson.core.JacksonException when an object cannot be read
     */
    List<Observation> observations() {
        List<Observation> observations = new ArrayList<>();
        if (witness != null) {
            observations.add(new Observation.Seen(witness.toJson(), witness.bytes()));
        }
        if (state != null) {
            observations.add(
                    fate == Fate.DELETED
                            ? new Observation.Deleted(state.toJson(), state.bytes())
                            : new Observation.Seen(state.toJson(), state.bytes()));
        }
        if (fate == Fate.VANISHED) {
            observations.add(new Observation.Vanished(uid, resourceVersion));
        }
        return observations;
    }
}
