package io.tektonretry.history.recording;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A state of an object of the cluster, worked out as far as it can be before the database is asked. */
public sealed interface ObservedState permits ObservedRows, UnrecordedObject {

    /**
     * What is recorded of a state.
     *
     * @param kind of an object that does not say so
     * @param json the object without {@code managedFields}
     * @param asUnrecorded tells whoever cannot be recorded from others, given the reason
     */
    static ObservedState of(String kind, byte[] json, Function<String, UnrecordedObject> asUnrecorded) {
        try {
            return ObservedRows.of(kind, json);
        } catch (RuntimeException e) {
            return asUnrecorded.apply(UnrecordedObject.reason(e));
        }
    }

    /** What is recorded of a state. */
    static ObservedState of(ObjectNode object) {
        try {
            return ObservedRows.of(object);
        } catch (RuntimeException e) {
            return UnrecordedObject.of(object, e);
        }
    }

    /** Whether it says why tasks were skipped of which the later state only says that the run was stopped. */
    boolean tellsWhyTasksWereSkippedUnlike(ObservedState later);

    /** The same as one that the database refuses. */
    UnrecordedObject refused(String reason);
}
