package io.tektonretry.mirror;

import io.tektonretry.history.Observation;
import io.tektonretry.tekton.LiveObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is still to be written of an object.
 *
 * @param state its newest state; null when nothing is known but that it is gone
 * @param gone whether that state was its last
 * @param resourceVersion at which it was last seen, when there is no state
 */
record Change(UUID uid, @Nullable LiveObject state, boolean gone, long resourceVersion) {

    static Change seen(LiveObject object) {
        return new Change(object.uid(), object, false, 0);
    }

    static Change deleted(LiveObject last) {
        return new Change(last.uid(), last, true, 0);
    }

    static Change vanished(UUID uid, long resourceVersion) {
        return new Change(uid, null, true, resourceVersion);
    }

    /** This change and a later one of the same object as one. */
    Change then(Change later) {
        return later.state == null && state != null ? new Change(uid, state, true, 0) : later;
    }

    Observation observation() {
        if (state == null) {
            return new Observation.Vanished(uid, resourceVersion);
        }
        return gone ? new Observation.Deleted(state.toJson()) : new Observation.Seen(state.toJson());
    }
}
