package io.tektonretry.cluster;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One entry of the event log. Without {@code before} the object was added; a deletion carries its last state in both. */
record Change(long revision, Key key, @Nullable ObjectNode before, ObjectNode object, boolean deletion) {}
