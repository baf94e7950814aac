package io.tektonretry.history.recording;

import io.tektonretry.history.database.FailureBoundary;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A state of an object of the cluster, prepared as far as possible without the database. */
public sealed interface ObservedState permits ObservedRows, UnrecordedObject {

    /**
     * Prepares a state for recording.
     *
     * @param kind used for an object without a kind
     * @param json the object without {@code managedFields}
     * @param asUnrecorded builds the result for an object that cannot be recorded, given the reason
     */
    static ObservedState of(String kind, byte[] json, Function<String, UnrecordedObject> asUnrecorded) {
        return FailureBoundary.call(
                () -> ObservedRows.of(kind, json), failure -> asUnrecorded.apply(UnrecordedObject.reason(failure)));
    }

    /** Prepares a state for recording. */
    static ObservedState of(ObjectNode object) {
        return FailureBoundary.call(() -> ObservedRows.of(object), failure -> UnrecordedObject.of(object, failure));
    }

    /** Whether it has true skip reasons that the later state, of a stopped run, has lost. */
    boolean tellsWhyTasksWereSkippedUnlike(ObservedState later);

    /** The same state, marked as refused by the database. */
    UnrecordedObject refused(String reason);
}
