package io.tektonretry.retry.plan;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of every task, as far as decided. */
final class Decisions {

    /** An action with the reason for it. */
    record Decision(RetryAction action, RetryActionReason because) {

        /** Whether the task runs, or may run. */
        boolean runs() {
            return action != RetryAction.REUSE && action != RetryAction.SKIP && action != RetryAction.LEAVE;
        }
    }

    /** What was skipped, and is so again. */
    static final Decision SKIPPED = new Decision(RetryAction.SKIP, RetryActionReason.SKIPPED_BEFORE);

    private final BaseSpec spec;
    private final Decision[] byPosition;
    private final BitSet whole = new BitSet();
    private final BitSet leftOut = new BitSet();
    private final Map<String, Set<String>> waitsFor = new HashMap<>();

    Decisions(BaseSpec spec) {
        this.spec = spec;
        this.byPosition = new Decision[spec.tasks().size()];
        Arrays.fill(byPosition, new Decision(RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE));
    }

    void decide(SpecTask task, RetryAction action, RetryActionReason because) {
        byPosition[task.position()] = new Decision(action, because);
    }

    /** Skips a task that can't stand in the spec of the retry. */
    void leaveOut(SpecTask task, RetryActionReason because) {
        decide(task, RetryAction.SKIP, because);
        leftOut.set(task.position());
    }

    /** Whether Tekton would skip the task, but it can't stand in the spec. */
    boolean isLeftOut(SpecTask task) {
        return leftOut.get(task.position());
    }

    /** Leaves a task that did not succeed as it was, for the reason that it would run or be skipped for. */
    void leave(SpecTask task) {
        decide(task, RetryAction.LEAVE, of(task).because());
    }

    /** Whether the task did not succeed, and stays as it was. */
    boolean leaves(SpecTask task) {
        return of(task).action() == RetryAction.LEAVE;
    }

    /** Says of a task in the spec whether it runs, is skipped, or depends on others. */
    void foresee(SpecTask task, RunForecast forecast) {
        Decision decision = of(task);
        if (!forecast.mayRun(task)) {
            decide(task, RetryAction.SKIP, decision.runs() ? decision.because() : RetryActionReason.SKIPPED_BEFORE);
        } else if (!forecast.runsForCertain(task)) {
            decide(task, RetryAction.DEPENDS_ON_OUTCOME, decision.because());
            waitsFor.put(task.name(), forecast.waitsFor(task));
        } else if (!decision.runs()) {
            decide(task, RetryAction.RUN_FIRST_TIME, decision.because());
        }
    }

    /** Names of the tasks whose outcome decides whether the task runs. */
    List<String> waitsFor(SpecTask task) {
        return List.copyOf(waitsFor.getOrDefault(task.name(), Set.of()));
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

    /** The tasks that run first: nothing runs that they come after, through however many tasks. */
    Set<SpecTask> first() {
        Set<SpecTask> first = new LinkedHashSet<>();
        BitSet behind = behindWhatRuns();
        boolean graphRuns = graphRuns();
        for (SpecTask task : spec.tasks()) {
            if (runs(task) && (task.isFinally() ? !graphRuns : !behind.get(task.position()))) {
                first.add(task);
            }
        }
        return first;
    }

    private BitSet behindWhatRuns() {
        BitSet behind = new BitSet();
        Deque<SpecTask> open =
                new ArrayDeque<>(spec.dagTasks().filter(this::runs).toList());
        while (!open.isEmpty()) {
            for (SpecTask child : spec.childrenOf(open.remove())) {
                if (!child.isFinally() && !behind.get(child.position())) {
                    behind.set(child.position());
                    open.add(child);
                }
            }
        }
        return behind;
    }

    /** Whether the task stands in the spec of the retry; without a graph to run nothing but running finally tasks does. */
    boolean keeps(SpecTask task, boolean graphRuns) {
        Decision decision = of(task);
        boolean stays = decision.action() == RetryAction.REUSE || decision.action() == RetryAction.LEAVE;
        return graphRuns ? !stays && !isLeftOut(task) : decision.runs();
    }
}
