package io.tektonretry.tekton.watch;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Receives pods and Events that belong to runs; it must neither block nor throw. */
public interface EvidenceListener {

    /** The object was added or has changed. */
    void seen(EvidenceKind kind, ObjectNode object);

    /** The object was deleted; this was its last state. */
    void deleted(EvidenceKind kind, ObjectNode last);

    /** The object is missing from a complete list. */
    void vanished(EvidenceKind kind, UUID uid);
}
