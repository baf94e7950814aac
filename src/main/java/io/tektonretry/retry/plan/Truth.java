package io.tektonretry.retry.plan;

/** The value of a condition, as far as known. */
enum Truth {
    TRUE,
    FALSE,
    /** Known only while the retry runs. */
    OPEN;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        if (this == FALSE || other == FALSE) {
            return FALSE;
        }
        return this == TRUE ? other : OPEN;
    }

    Truth or(Truth other) {
        if (this == TRUE || other == TRUE) {
            return TRUE;
        }
        return this == FALSE ? other : OPEN;
    }
}
