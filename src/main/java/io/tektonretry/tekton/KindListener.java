package io.tektonretry.tekton;

import java.util.UUID;

/** Is told what happens to the objects of a kind; it must neither block nor throw. */
public interface KindListener {

    /** The object was added or has changed. */
    void seen(LiveObject object);

    /** The object was deleted, and this was its last state. */
    void deleted(LiveObject last);

    /** The object is missing from a complete list, though it was last seen at this resourceVersion. */
    void vanished(UUID uid, long resourceVersion);
}
