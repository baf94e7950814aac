package io.tektonretry.retry.plan;

/** What is known of a condition. */
enum Truth {
    TRUE,
    FALSE,
    /** Not known before the retry has come that far. */
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
