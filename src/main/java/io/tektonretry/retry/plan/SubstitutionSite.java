package io.tektonretry.retry.plan;

import java.util.EnumSet;
import java.util.Set;

/**
 * A kind of field of a pipeline task in which Tekton substitutes variables, and what a reference may be replaced by
 * there.
 */
enum SubstitutionSite {
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
    EMBEDDED(false, false, false),
    EMBEDDED_ELEMENT(true, false, false),
    WORKSPACE_BINDING(false, false, false);

    private static final Set<SubstitutionSite> UNNOTICED =
            EnumSet.of(TASK_REF, DISPLAY_NAME, MATRIX_DISPLAY_NAME, SUB_PATH, WORKSPACE_BINDING);

    private static final Set<SubstitutionSite> GIVING_VALUES =
            EnumSet.of(PARAM, PARAM_ELEMENT, PARAM_VALUE, MATRIX_PARAM, MATRIX_INCLUDE, EMBEDDED, EMBEDDED_ELEMENT);
    private static final Set<SubstitutionSite> WITH_STATES = EnumSet.of(
            PARAM,
            PARAM_ELEMENT,
            PARAM_VALUE,
            WHEN_INPUT,
            WHEN_VALUE,
            WHEN_CEL,
            TASK_REF,
            DISPLAY_NAME,
            MATRIX_DISPLAY_NAME);

    private static final Set<SubstitutionSite> WITH_NUMBERS = EnumSet.of(
            PARAM, PARAM_ELEMENT, PARAM_VALUE, MATRIX_PARAM, MATRIX_INCLUDE, DISPLAY_NAME, MATRIX_DISPLAY_NAME);

    private final boolean lists;
    private final boolean objects;
    private final boolean indexes;

    SubstitutionSite(boolean lists, boolean objects, boolean indexes) {
        this.lists = lists;
        this.objects = objects;
        this.indexes = indexes;
    }

    /** Whether Tekton waits for the task of a result that is referenced here ({@code PipelineTaskResultRefs}). */
    boolean makesDependencies() {
        return !UNNOTICED.contains(this);
    }

    /**
     * Whether a list is written as JSON text here: the webhook rejects list params ({@code validateStringVariable}).
     */
    boolean takesTextOfLists() {
        return this == WHEN_INPUT;
    }

    /** Whether it is the value of a param, or a value in a step such as an environment variable. */
    boolean givesValues() {
        return GIVING_VALUES.contains(this);
    }

    boolean isOfWhen() {
        return this == WHEN_INPUT || this == WHEN_VALUE || this == WHEN_CEL;
    }

    /** Whether it belongs to the steps and sidecars of an embedded task. */
    boolean isEmbedded() {
        return this == EMBEDDED || this == EMBEDDED_ELEMENT;
    }

    /** Whether results are only recognized in dotted notation here ({@code PropagateResults}). */
    boolean takesDottedOnly() {
        return isEmbedded() || this == WORKSPACE_BINDING;
    }

    /** Whether a task's status and reason are substituted here ({@code ApplyPipelineTaskStateContext}). */
    boolean takesStates() {
        return WITH_STATES.contains(this);
    }

    /** Whether matrix lengths are substituted here ({@code ApplyPipelineTaskContexts}). */
    boolean takesNumbers() {
        return WITH_NUMBERS.contains(this);
    }

    /** Whether a reference that is the whole text may stand for a list. */
    boolean takesLists() {
        return lists;
    }

    /** Whether a reference that is the whole text may stand for an object. */
    boolean takesObjects() {
        return objects;
    }

    /** Whether a reference may select one element of a list. */
    boolean takesIndexes() {
        return indexes;
    }
}
