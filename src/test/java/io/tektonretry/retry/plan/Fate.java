package io.tektonretry.retry.plan;

import java.util.Set;

/**
 * How a run goes.
 *
 * @param draw decides between what is possible
 * @param failures how many of 100 executions fail
 * @param forgetting how many of 100 tasks succeed without writing their results
 * @param forgetful tasks that never write their results
 * @param end what comes from outside
 * @param endsAfter after how many finished tasks it comes
 */
record Fate(Draw draw, int failures, int forgetting, Set<String> forgetful, End end, int endsAfter) {

    /** What ends a run from outside. */
    enum End {
        NOTHING,
        STOPPED,
        CANCELLED,
        TIMED_OUT
    }

    /** All goes well, but some tasks write no results. */
    static Fate good(Draw draw, Set<String> forgetful) {
        return new Fate(draw, 0, 0, forgetful, End.NOTHING, 0);
    }

    static Fate bad(Draw draw, int forgetting) {
        End end = draw.chance(60) ? End.NOTHING : draw.of(End.values());
        return new Fate(draw, draw.of(5, 30, 60), forgetting, Set.of(), end, draw.number(0, 6));
    }

    boolean fails() {
        return draw.chance(failures);
    }

    boolean forgets(String task) {
        return forgetful.contains(task) || draw.chance(forgetting);
    }

    boolean endsRunAt(int finished) {
        return end != End.NOTHING && finished >= endsAfter;
    }
}
