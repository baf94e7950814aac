package io.tektonretry.cluster;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An admission webhook: sees every object that is to be created, may fill in defaults, may refuse. */
@FunctionalInterface
public interface Admission {

    /** The reasons to refuse the object, none to let it in. Defaults are set on the object itself. */
    List<String> objections(ObjectNode object);
}
