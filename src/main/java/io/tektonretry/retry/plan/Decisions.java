package io.tektonretry.retry.plan;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

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
    private final Map<String, Decision> byTask = new LinkedHashMap<>();
    private final Set<String> whole = new HashSet<>();

    Decisions(BaseSpec spec) {
        this.spec = spec;
    }

    void decide(SpecTask task, RetryAction action, RetryActionReason because) {
        byTask.put(task.name(), new Decision(action, because));
    }

    /** Forbids to run a part of the task's matrix; answers whether that is news. */
    boolean runWhole(SpecTask task) {
        return whole.add(task.name());
    }

    /** Whether a part of the task's matrix may run: only the task's own failure is to be made up for. */
    boolean mayRunInPart(SpecTask task) {
        return !whole.contains(task.name());
    }

    Decision of(SpecTask task) {
        return byTask.getOrDefault(task.name(), new Decision(RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE));
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
        return spec.tasks().values().stream().anyMatch(this::runs);
    }

    /** Whether the task stands in the spec of the retry; without a graph to run nothing but running finally tasks does. */
    boolean keeps(SpecTask task, boolean graphRuns) {
        Decision decision = of(task);
        return graphRuns ? decision.action() != RetryAction.REUSE && !decision.isDropped() : decision.runs();
    }
}
