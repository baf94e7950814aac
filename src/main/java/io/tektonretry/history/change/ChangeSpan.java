package io.tektonretry.history.change;

/**
 * The range of stored changes.
 *
 * @param floor all changes after it can be read; 0 when none was deleted
 * @param newest the newest change; 0 when there is none
 */
public record ChangeSpan(long floor, long newest) {

    /** Whether no change after the position was deleted, and the position exists. */
    public boolean reachesBackTo(long position) {
        return floor <= position && position <= newest;
    }
}
