package io.tektonretry.retry.plan;

import java.util.Arrays;
import java.util.BitSet;

/** What becomes of every task, as far as decided. */
final class Decisions {

    /** An action with the reason for it. */
    record Decision(RetryAction action, RetryActionReason because) {

        boolean runs() {
            return action == RetryAction.RERUN || action == RetryAction.RUN_FIRST_TIME;
        }

        boolean isDropped() {
            return because == RetryActionReason.RESULT_MISSING;
        }
    }

    private final BaseSpec spec;
    private final Decision[] byPosition;
    private final BitSet whole = new BitSet();

    Decisions(BaseSpec spec) {
        this.spec = spec;
        this.byPosition = new Decision[spec.tasks().size()];
        Arrays.fill(byPosition, new Decision(RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE));
    }

    void decide(SpecTask task, RetryAction action, RetryActionReason because) {
        byPosition[task.position()] = new Decision(action, because);
    }

    /** Forbids to run a part of the task's matrix; answers whether that is news. */
    boolean runWhole(SpecTask task) {
        boolean news = mayRunInPart(task);
        whole.set(task.position());
        return news;
    }

    /** Whether a part of the task's matrix may run: only the task's own failure is to be made up for. */
    boolean mayRunInPart(SpecTask task) {
        return !whole.get(task.position());
    }

    Decision of(SpecTask task) {
        return byPosition[task.position()];
    }

    boolean runs(SpecTask task) {
        return of(task).runs();
    }

    boolean reuses(SpecTask task) {
        return of(task).action() == RetryAction.REUSE;
    }

    /** Whether a task of the graph runs, so that the outcome which finally tasks report on changes. */
    boolean graphRuns() {
        return spec.dagTasks().anyMatch(this::runs);
    }

    boolean anythingRuns() {
        return spec.tasks().stream().anyMatch(this::runs);
    }

    /** Whether the task stands in the spec of the retry; without a graph to run nothing but running finally tasks does. */
    boolean keeps(SpecTask task, boolean graphRuns) {
        Decision decision = of(task);
        return graphRuns ? decision.action() != RetryAction.REUSE && !decision.isDropped() : decision.runs();
    }
}
