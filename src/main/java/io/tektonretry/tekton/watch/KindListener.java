package io.tektonretry.tekton.watch;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Is told what happens to the objects of a kind. */
public interface KindListener {

    /** The object was added or has changed. */
    void seen(LiveObject object);

    /** A complete list shows the object as it was told before. */
    default void unchanged(LiveObject object) {}

    /** The object was deleted, and this was its last state. */
    void deleted(LiveObject last);

    /** The object is missing from a complete list of this resourceVersion. */
    void vanished(UUID uid, long resourceVersion);

    /** The API server sent something that cannot be told from other objects. */
    default void unreadable(UnreadableObject object) {}

    /** Which objects are recorded as living, as far as that can be found out now. */
    default Collection<KnownObject> recorded() {
        return List.of();
    }

    /** Everything up to this position has been told. */
    default void reached(Position position) {}

    /** Everything that a complete list showed has been told. */
    default void listed(Listing listing) {}

    /** The resourceVersions of the cluster have started anew: none of what follows compares with what was told before. */
    default void restored() throws InterruptedException {}

    /** Whether somebody else has noticed that they have: what is told does not count until another beginning. */
    default boolean isOutdated() {
        return false;
    }

    /** Waits until more can be taken. */
    default void awaitRoom() throws InterruptedException {}
}
