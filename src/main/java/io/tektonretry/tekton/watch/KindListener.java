package io.tektonretry.tekton.watch;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Receives the changes of the objects of a kind. */
public interface KindListener {

    /** The object was added or has changed. */
    void seen(LiveObject object);

    /** A complete list shows the object unchanged. */
    default void unchanged(LiveObject object) {}

    /** The object was deleted; this was its last state. */
    void deleted(LiveObject last);

    /** The object is missing from a complete list of this resourceVersion. */
    void vanished(UUID uid, long resourceVersion);

    /** The API server sent an object that cannot be identified. */
    default void unreadable(UnreadableObject object) {}

    /** The objects that are recorded as existing, as far as that is known now. */
    default Collection<KnownObject> recorded() {
        return List.of();
    }

    /** Everything up to this position was reported. */
    default void reached(Position position) {}

    /** Everything in a complete list was reported. */
    default void listed(Listing listing) {}

    /** The cluster's resourceVersions have restarted: later ones do not compare with earlier ones. */
    default void restored() throws InterruptedException {}

    /** Whether such a restart was noticed elsewhere: what this informer reports is ignored until it begins again. */
    default boolean isOutdated() {
        return false;
    }

    /** Waits until the listener can take more. */
    default void awaitRoom() throws InterruptedException {}
}
