package io.tektonretry.history.database;

/** Tells tests of other packages whether their thread is limited. */
public final class CurrentLimit {

    private CurrentLimit() {}

    public static boolean isThere() {
        return TimeLimit.current() != null;
    }
}
