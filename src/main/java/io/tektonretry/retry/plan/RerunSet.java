package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.RetryOptions.FinallyPolicy;
import io.tektonretry.retry.plan.RetryOptions.OnLostWorkspace;
import io.tektonretry.retry.plan.RetryOptions.OnMissingHistory;
import io.tektonretry.retry.plan.RetryOptions.OnUnrepresentableValue;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Decides which tasks run: unsuccessful ones, those whose results are needed but not recorded, and all that depend on a
 * successful task that runs again.
 */
final class RerunSet {

    private final BaseSpec spec;
    private final TaskRecords records;
    private final Map<String, JsonNode> resolved;
    private final SkipForecast skips;
    private final Set<String> lostWorkspaces;
    private final Set<String> always;
    private final DefinitionChanges changes;
    private final Predicate<SpecTask> hasExecuted;
    private final RetryOptions options;
    private final Supply supply;
    private final Decisions decisions;
    private final Deque<SpecTask> unexamined = new ArrayDeque<>();

    private RerunSet(
            BaseSpec spec,
            TaskRecords records,
            Map<String, JsonNode> resolved,
            Set<String> lostWorkspaces,
            Set<String> always,
            Predicate<SpecTask> readsOtherValues,
            DefinitionChanges changes,
            Predicate<SpecTask> hasExecuted,
            RetryOptions options) {
        this.spec = spec;
        this.records = records;
        this.resolved = resolved;
        this.skips = SkipForecast.of(spec, records, resolved, readsOtherValues);

        this.lostWorkspaces = lostWorkspaces;
        this.always = always;
        this.changes = changes;
        this.hasExecuted = hasExecuted;
        this.options = options;
        this.supply = new Supply(records);
        this.decisions = new Decisions(spec);
    }

    /**
     * The decision on every task.
     *
     * @param resolved the tasks as the root resolved them, by name
     * @param always names of the tasks that run again whenever any task does
     * @param readsOtherValues whether a task reads params whose values have changed, or has another definition than
     * before
     * @param changes the changes of the definition
     * @param hasExecuted whether any attempt has created a child of the task
     */
    static Decisions of(
            BaseSpec spec,
            TaskRecords records,
            Map<String, JsonNode> resolved,
            Set<String> lostWorkspaces,
            Set<String> always,
            Predicate<SpecTask> readsOtherValues,
            DefinitionChanges changes,
            Predicate<SpecTask> hasExecuted,
            RetryOptions options) {
        RerunSet set = new RerunSet(
                spec, records, resolved, lostWorkspaces, always, readsOtherValues, changes, hasExecuted, options);
        spec.tasks().forEach(set::decideByOutcome);
        set.leaveUnchosen();
        spec.tasks().stream().filter(set::isForced).forEach(set::force);
        do {
            set.rerunAlways();
            set.examineAll();
        } while (set.pullBackForFinallyTasks() || set.pullBackForLostWorkspaces() || set.pullBackForEmptyFanOuts());
        set.leaveOutMisjudged();
        set.dropUnresolvable(spec.dagTasks());
        set.decideFinallyTasks();
        set.dropUnresolvable(spec.finallyTasks());
        spec.tasks().stream().filter(readsOtherValues).forEach(set.decisions::runWhole);
        set.applyForecast();
        return set.decisions;
    }

    private void decideByOutcome(SpecTask task) {
        switch (record(task).outcome()) {
            case SUCCEEDED -> decisions.decide(task, RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE);
            case FAILED_IGNORED -> decisions.decide(task, RetryAction.REUSE, RetryActionReason.FAILURE_IGNORED);
            case FAILED -> decisions.decide(task, RetryAction.RERUN, RetryActionReason.FAILED);
            case CANCELLED, LIVE -> decisions.decide(task, RetryAction.RERUN, RetryActionReason.CANCELLED);
            case TIMED_OUT -> decisions.decide(task, RetryAction.RERUN, RetryActionReason.TIMED_OUT);
            case UNOBSERVED -> decisions.decide(task, RetryAction.REUSE, RetryActionReason.SUCCEEDED_BEFORE);
            case SKIPPED, NEVER_STARTED -> decideNotRun(task);
        }
        if (!task.isFinally() && !decisions.reuses(task)) {
            unexamined.add(task);
        }
    }

    /** Tasks after such a task are not affected: its author names the task alone. */
    private void rerunAlways() {
        if (!decisions.anythingRuns()) {
            return;
        }
        spec.dagTasks()
                .filter(task -> always.contains(task.name()) && decisions.reuses(task))
                .forEach(task -> {
                    decisions.runWhole(task);
                    decisions.decide(task, RetryAction.RERUN, RetryActionReason.ALWAYS_RERUN);
                    unexamined.add(task);
                });
    }

    private void decideNotRun(SpecTask task) {
        if (skips.isSkipped(task)) {
            decisions.decide(task, RetryAction.SKIP, RetryActionReason.SKIPPED_BEFORE);
        } else if (changes.renews(task)) {
            RetryAction action = hasExecuted.test(task) ? RetryAction.RERUN : RetryAction.RUN_FIRST_TIME;
            decisions.decide(task, action, changes.reason(task));
        } else {
            decisions.decide(task, RetryAction.RUN_FIRST_TIME, RetryActionReason.NEVER_STARTED);
        }
    }

    /** A skipped task decides whether a chosen task after it starts, so it stays with that one. */
    private void leaveUnchosen() {
        Choice choice = Choice.of(spec, options);
        if (choice.isOfAll()) {
            return;
        }
        Set<SpecTask> kept = choice.withSkippedBefore(decisions);
        spec.tasks().stream()
                .filter(task -> !decisions.reuses(task) && !kept.contains(task))
                .forEach(decisions::leave);
    }

    private boolean isForced(SpecTask task) {
        Outcome outcome = record(task).outcome();
        return options.strategy() == Strategy.ALL_TASKS
                || options.alsoRerunTasks().contains(task.name())
                || options.fromTasks().contains(task.name())
                || (options.rerunIgnoredFailures() && outcome == Outcome.FAILED_IGNORED)
                || (options.onMissingHistory() == OnMissingHistory.RERUN && outcome == Outcome.UNOBSERVED);
    }

    private void force(SpecTask task) {
        force(
                task,
                record(task).outcome() == Outcome.FAILED_IGNORED
                        ? RetryActionReason.FAILED
                        : RetryActionReason.REQUESTED);
    }

    /**
     * Runs a task and all that depend on it; the dependent ones with their whole matrix, as their inputs may change.
     */
    private void force(SpecTask task, RetryActionReason because) {
        Deque<SpecTask> behind = new ArrayDeque<>();
        runWhole(task, because, behind);
        while (!behind.isEmpty()) {
            for (SpecTask child : spec.childrenOf(behind.remove())) {
                runWhole(child, RetryActionReason.DEPENDS_ON_RERUN, behind);
            }
        }
    }

    private void runWhole(SpecTask task, RetryActionReason because, Deque<SpecTask> behind) {
        if (!decisions.runWhole(task)) {
            return;
        }
        behind.add(task);
        if (decisions.reuses(task)) {
            decisions.decide(task, RetryAction.RERUN, because);
            if (!task.isFinally()) {
                unexamined.add(task);
            }
        }
    }

    /** Runs the producers of results that tasks of the graph need and that are not recorded. */
    private void examineAll() {
        while (!unexamined.isEmpty()) {
            SpecTask consumer = unexamined.remove();
            if (mayRun(consumer)) {
                consumer.uses().forEach(use -> pullBack(use, !consumer.ignoresErrors()));
            }
        }
    }

    /** A skipped task is skipped again, unless it reads a task that runs again and may produce other values. */
    private boolean mayRun(SpecTask task) {
        return decisions.runs(task)
                || task.dependencies()
                        .anyMatch(use -> decisions.runs(spec.producer(use))
                                && records.of(use).outcome().isComplete());
    }

    private boolean pullBack(SpecTask.Use use, boolean missingToo) {
        SpecTask producer = spec.producer(use);
        if (producer.isFinally() || !decisions.reuses(producer)) {
            return false;
        }
        Supply.Shortage shortage = supply.shortage(use);
        boolean carried = options.onUnrepresentableValue() != OnUnrepresentableValue.RERUN_PRODUCER;
        boolean needed = (shortage == Supply.Shortage.MISSING && missingToo)
                || (shortage == Supply.Shortage.UNREPRESENTABLE && !carried);
        if (needed) {
            force(producer, RetryActionReason.RESULT_NEEDED);
        }
        return needed;
    }

    private boolean pullBackForFinallyTasks() {
        boolean graphRuns = decisions.graphRuns();
        boolean pulledBack = false;
        for (SpecTask task : spec.finallyTasks().toList()) {
            if (graphRuns || runsWithoutGraph(task)) {
                for (SpecTask.Use use : task.uses()) {
                    pulledBack |= pullBack(use, false);
                }
            }
        }
        return pulledBack;
    }

    private boolean pullBackForLostWorkspaces() {
        if (options.onLostWorkspace() != OnLostWorkspace.RERUN_WORKSPACE_TASKS) {
            return false;
        }
        boolean pulledBack = false;
        for (String workspace : lostWorkspaces) {
            if (users(workspace).stream().anyMatch(this::willRun)) {
                for (SpecTask filler : users(workspace)) {
                    if (!filler.isFinally() && decisions.reuses(filler)) {
                        force(filler, RetryActionReason.WORKSPACE_LOST);
                        pulledBack = true;
                    }
                }
            }
        }
        return pulledBack;
    }

    /**
     * Whether a task with an empty matrix starts the tasks after it may depend on a condition that is still open; then
     * its list must be produced again, as late as in a whole run.
     */
    private boolean pullBackForEmptyFanOuts() {
        RunForecast forecast = forecast();
        boolean pulledBack = false;
        for (SpecTask task : forecast.stuck()) {
            if (skippedWith(task, forecast).stream().anyMatch(forecast::leavesChildrenOpen)) {
                for (SpecTask.Use use : task.uses()) {
                    if (use.place() == SubstitutionSite.MATRIX_PARAM && decisions.reuses(spec.producer(use))) {
                        force(spec.producer(use), RetryActionReason.RESULT_NEEDED);
                        pulledBack = true;
                    }
                }
            }
        }
        return pulledBack;
    }

    /**
     * A task that is certain to be skipped, but too early or for another reason than in a whole run, cannot be in the
     * spec; nor can the tasks that are skipped with it.
     */
    private void leaveOutMisjudged() {
        RunForecast forecast = forecast();
        Stream.concat(forecast.stuck().stream(), forecast.judgedOtherwise().stream())
                .flatMap(task -> skippedWith(task, forecast).stream())
                .forEach(skipped -> decisions.leaveOut(skipped, RetryActionReason.SKIPPED_BEFORE));
    }

    /** The task, and the tasks after it that are skipped because of it. */
    private Set<SpecTask> skippedWith(SpecTask task, RunForecast forecast) {
        Set<SpecTask> skipped = new LinkedHashSet<>();
        Deque<SpecTask> open = new ArrayDeque<>(List.of(task));
        while (!open.isEmpty()) {
            SpecTask next = open.remove();
            if (skipped.add(next) && forecast.maySkipChildren(next)) {
                spec.childrenOf(next).stream()
                        .filter(child -> !forecast.mayRun(child) && forecast.maySkipChildren(child))
                        .forEach(open::add);
            }
        }
        return skipped;
    }

    /** Applies what is certain before the start to every task in the spec. */
    private void applyForecast() {
        if (!decisions.graphRuns()) {
            return;
        }
        RunForecast forecast = forecast();
        spec.tasks().stream()
                .filter(task -> decisions.keeps(task, true))
                .forEach(task -> decisions.foresee(task, forecast));
    }

    private RunForecast forecast() {
        return RunForecast.of(spec, records, resolved, skips, decisions);
    }

    private List<SpecTask> users(String workspace) {
        return spec.tasks().stream()
                .filter(task -> task.workspaces().contains(workspace))
                .toList();
    }

    private boolean willRun(SpecTask task) {
        return task.isFinally() ? decisions.graphRuns() || runsWithoutGraph(task) : decisions.runs(task);
    }

    private boolean runsWithoutGraph(SpecTask task) {
        return decisions.runs(task) || allFinallyTasksRun();
    }

    private boolean allFinallyTasksRun() {
        return options.finallyPolicy() == FinallyPolicy.ALL && decisions.anythingRuns();
    }

    /** Finally tasks report on the graph: if it runs, they run as well. */
    private void decideFinallyTasks() {
        boolean all = decisions.graphRuns() || allFinallyTasksRun();
        spec.finallyTasks().filter(task -> all && decisions.leaves(task)).forEach(this::decideByOutcome);
        spec.finallyTasks()
                .filter(task -> all && decisions.reuses(task))
                .forEach(task -> decisions.decide(task, RetryAction.RERUN, RetryActionReason.FINALLY_TASK));
    }

    /**
     * A task that Tekton would skip cannot be in the spec without the producer of a result whose value cannot be passed
     * on.
     */
    private void dropUnresolvable(Stream<SpecTask> tasks) {
        boolean graphRuns = decisions.graphRuns();
        Deque<SpecTask> dropped = new ArrayDeque<>(
                tasks.filter(task -> isUnresolvable(task, graphRuns)).toList());
        while (!dropped.isEmpty()) {
            SpecTask task = dropped.remove();
            if (decisions.keeps(task, graphRuns)) {
                boolean wouldRun = decisions.runs(task);
                decisions.leaveOut(task, RetryActionReason.RESULT_MISSING);
                spec.childrenOf(task).stream()
                        .filter(child -> wouldRun || !decisions.runs(child))
                        .forEach(dropped::add);
            }
        }
    }

    private boolean isUnresolvable(SpecTask task, boolean graphRuns) {
        return task.uses().stream().anyMatch(use -> {
            if (decisions.keeps(spec.producer(use), graphRuns)) {
                return false;
            }
            Supply.Shortage shortage = supply.shortage(use);
            return decisions.runs(task) ? shortage == Supply.Shortage.MISSING : shortage != null;
        });
    }

    private TaskRecord record(SpecTask task) {
        return records.of(task);
    }
}
