package io.tektonretry.retry.plan;

import java.util.EnumSet;
import java.util.Set;

/**
 * A kind of field of a pipeline task in which Tekton substitutes variables, with what a reference may stand for there.
 */
enum Place {
    PARAM(true, true, true),
    PARAM_ELEMENT(true, false, true),
    PARAM_VALUE(false, false, true),
    WHEN_INPUT(true, false, true),
    WHEN_VALUE(true, false, true),
    WHEN_CEL(false, false, true),
    MATRIX_PARAM(true, false, true),
    MATRIX_INCLUDE(false, false, true),
    TASK_REF(true, true, true),
    DISPLAY_NAME(false, false, true),
    MATRIX_DISPLAY_NAME(false, false, true),
    SUB_PATH(false, false, true),
    EMBEDDED(true, false, false),
    WORKSPACE_BINDING(false, false, false);

    private static final Set<Place> UNNOTICED =
            EnumSet.of(TASK_REF, DISPLAY_NAME, MATRIX_DISPLAY_NAME, SUB_PATH, WORKSPACE_BINDING);

    private final boolean lists;
    private final boolean objects;
    private final boolean indexes;

    Place(boolean lists, boolean objects, boolean indexes) {
        this.lists = lists;
        this.objects = objects;
        this.indexes = indexes;
    }

    /** Whether Tekton waits for the task of a result that is referred to here ({@code PipelineTaskResultRefs}). */
    boolean makesDependencies() {
        return !UNNOTICED.contains(this);
    }

    /** Whether a reference that is the whole text may stand for a list. */
    boolean takesLists() {
        return lists;
    }

    /** Whether a reference that is the whole text may stand for an object. */
    boolean takesObjects() {
        return objects;
    }

    /** Whether one element of a list can be picked. */
    boolean takesIndexes() {
        return indexes;
    }
}
