package io.tektonretry.history.change;

/**
 * The changes that are kept.
 *
 * @param floor everything after it can be read; 0 while nothing was forgotten
 * @param newest the newest change; 0 while there is none
 */
public record ChangeSpan(long floor, long newest) {

    /** Whether nothing after the position was forgotten, and the position is one that was given out. */
    public boolean reachesBackTo(long position) {
        return floor <= position && position <= newest;
    }
}
