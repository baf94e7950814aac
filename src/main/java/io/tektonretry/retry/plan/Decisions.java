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

/** The decision on every task, so far. */
final class Decisions {

    /** An action and its reason. */
    record Decision(RetryAction action, RetryActionReason because) {

        /** Whether the task runs, or may run. */
        boolean runs() {
            return action != RetryAction.REUSE && action != RetryAction.SKIP && action != RetryAction.LEAVE;
        }
    }

    /** The task was skipped before, and is skipped again. */
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

    /** Skips a task that cannot be in the spec of the retry. */
    void leaveOut(SpecTask task, RetryActionReason because) {
        decide(task, RetryAction.SKIP, because);
        leftOut.set(task.position());
    }

    /** Whether Tekton would skip the task, but it cannot be in the spec. */
    boolean isLeftOut(SpecTask task) {
        return leftOut.get(task.position());
    }

    /** Does not run an unsuccessful task again; keeps the reason of the previous decision. */
    void leave(SpecTask task) {
        decide(task, RetryAction.LEAVE, of(task).because());
    }

    /** Whether the task was unsuccessful and does not run again. */
    boolean leaves(SpecTask task) {
        return of(task).action() == RetryAction.LEAVE;
    }

    /** Refines the decision on a task in the spec: it runs, is skipped, or depends on others. */
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

    /** Requires that the task's whole matrix runs; returns whether that is new. */
    boolean runWhole(SpecTask task) {
        boolean news = mayRunInPart(task);
        whole.set(task.position());
        return news;
    }

    /** Whether a part of the task's matrix may run, because the task runs only for its own failure. */
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

    /** Whether a task of the graph runs, which changes the outcome that finally tasks report. */
    boolean graphRuns() {
        return spec.dagTasks().anyMatch(this::runs);
    }

    boolean anythingRuns() {
        return spec.tasks().stream().anyMatch(this::runs);
    }

    /** The tasks that run first: no task before them runs, directly or indirectly. */
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

    /**
     * Whether the task is in the spec of the retry; if no task of the graph runs, only the running finally tasks are.
     */
    boolean keeps(SpecTask task, boolean graphRuns) {
        Decision decision = of(task);
        boolean stays = decision.action() == RetryAction.REUSE || decision.action() == RetryAction.LEAVE;
        return graphRuns ? !stays && !isLeftOut(task) : decision.runs();
    }
}
