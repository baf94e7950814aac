package io.tektonretry.tekton.watch;

import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Is told what Kubernetes says about the execution of runs; it must neither block nor throw. */
public interface EvidenceListener {

    /** The object was added or has changed. */
    void seen(EvidenceKind kind, ObjectNode object);

    /** The object was deleted, and this was its last state. */
    void deleted(EvidenceKind kind, ObjectNode last);

    /** The object is missing from a complete list. */
    void vanished(EvidenceKind kind, UUID uid);
}
