package io.tektonretry.retry.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Decides which tasks run again. It starts from the recorded outcomes and grows: who runs again pulls back producers whose results
 * can't be had otherwise, and who was pulled back takes along everything that depends on it.
 */
final class RerunSet {

    private final BasePipeline base;
    private final LineageRecords records;
    private final RecordedValues values;
    private final RetryOptions options;
    private final Map<String, List<PipelineTask>> children;
    private final Map<String, Decision> decisions = new LinkedHashMap<>();
    private final Set<String> unrepresentable = new LinkedHashSet<>();
    private final Deque<PipelineTask> unchecked = new ArrayDeque<>();

    private RerunSet(BasePipeline base, LineageRecords records, RecordedValues values, RetryOptions options) {
        this.base = base;
        this.records = records;
        this.values = values;
        this.options = options;
        this.children = base.children();
    }

    static TaskDecisions of(
            BasePipeline base,
            LineageRecords records,
            RecordedValues values,
            RetryOptions options,
            Set<String> lostWorkspaces) {
        RerunSet set = new RerunSet(base, records, values, options);
        set.takeOutcomes();
        set.takeWishes();
        set.takeBackLostWork(lostWorkspaces);
        set.pullBack();
        set.decideFinally();
        return new TaskDecisions(set.decisions, set.unrepresentable);
    }

    private void takeOutcomes() {
        for (PipelineTask task : base.dagTasks()) {
            TaskRecord record = records.of(task.name());
            decide(task, Decision.of(record));
            if (record.outcome() == Outcome.GONE) {
                takeAlongDependents(task);
            }
        }
        Skips skips = new Skips(base, records, values, decisions);
        base.dagTasks().stream()
                .filter(skips::mustRun)
                .forEach(task -> decisions.put(task.name(), Decision.of(TaskRecord.NEVER_STARTED)));
    }

    private void takeWishes() {
        boolean all = options.strategy() == RetryOptions.Strategy.ALL_TASKS;
        for (PipelineTask task : base.dagTasks()) {
            if (all || options.alsoRerunTasks().contains(task.name())) {
                force(task, RetryActionReason.REQUESTED);
            } else if (options.rerunIgnoredFailures() && records.of(task.name()).outcome() == Outcome.FAILED_IGNORED) {
                force(task, RetryActionReason.FAILED);
            }
        }
    }

    /** A task that runs on a volume whose data is gone needs all tasks that have worked on it. */
    private void takeBackLostWork(Set<String> lostWorkspaces) {
        for (String workspace : lostWorkspaces) {
            List<PipelineTask> users = base.dagTasks().stream()
                    .filter(task -> task.workspaces().contains(workspace))
                    .toList();
            if (users.stream().anyMatch(task -> decision(task).runs())) {
                users.forEach(task -> force(task, RetryActionReason.WORKSPACE_LOST));
            }
        }
    }

    private void pullBack() {
        while (!unchecked.isEmpty()) {
            PipelineTask consumer = unchecked.remove();
            if (!decision(consumer).isReused() && !decision(consumer).equals(Decision.DROPPED)) {
                consumer.results().forEach(result -> check(consumer, result));
            }
        }
    }

    private void check(PipelineTask consumer, TaskVariable result) {
        PipelineTask producer = base.tasks().get(result.task());
        if (producer == null || producer.isFinally() || !decision(producer).isReused()) {
            return;
        }
        JsonNode value = values.of(result).orElse(null);
        if (value == null) {
            dropOrForce(consumer, producer);
        } else if (!RecordedValues.isRepresentable(value)) {
            if (options.onUnrepresentableValue() == RetryOptions.OnUnrepresentableValue.RERUN_PRODUCER) {
                force(producer, RetryActionReason.RESULT_NEEDED);
            } else {
                unrepresentable.add(producer.name());
            }
        }
    }

    /** Tekton skips a finally task, or one that continues on error, whose result is missing; any other needs its producer. */
    private void dropOrForce(PipelineTask consumer, PipelineTask producer) {
        if (!consumer.isFinally() && !consumer.continuesOnError()) {
            force(producer, RetryActionReason.RESULT_NEEDED);
            return;
        }
        Deque<PipelineTask> dropped = new ArrayDeque<>(List.of(consumer));
        while (!dropped.isEmpty()) {
            PipelineTask task = dropped.remove();
            if (!Decision.DROPPED.equals(decisions.put(task.name(), Decision.DROPPED))) {
                dropped.addAll(children.getOrDefault(task.name(), List.of()));
            }
        }
    }

    private void decideFinally() {
        boolean graphRuns =
                base.dagTasks().stream().anyMatch(task -> decision(task).runs());
        for (PipelineTask task : base.finallyTasks()) {
            decide(task, graphRuns ? withTheGraph(task) : alone(task));
        }
        int before = runs();
        pullBack();
        if (runs() > before) {
            decideFinally();
        }
    }

    private int runs() {
        return (int)
                base.dagTasks().stream().filter(task -> decision(task).runs()).count();
    }

    private Decision withTheGraph(PipelineTask task) {
        Decision decision = Decision.of(records.of(task.name()));
        return decision.isReused() ? Decision.rerun(RetryActionReason.FINALLY_TASK) : decision;
    }

    private Decision alone(PipelineTask task) {
        TaskRecord record = records.of(task.name());
        boolean wanted = options.finallyPolicy() == RetryOptions.FinallyPolicy.ALL
                || options.alsoRerunTasks().contains(task.name());
        Decision decision = Decision.of(record);
        if (wanted && !decision.runs()) {
            return Decision.rerun(RetryActionReason.REQUESTED);
        }
        return Skips.isForStopping(record) ? Decision.of(TaskRecord.NEVER_STARTED) : decision;
    }

    private void force(PipelineTask task, RetryActionReason because) {
        if (decision(task).isReused()) {
            decide(task, Decision.rerun(because));
            takeAlongDependents(task);
        }
    }

    private void takeAlongDependents(PipelineTask task) {
        for (PipelineTask child : new ArrayList<>(children.getOrDefault(task.name(), List.of()))) {
            Decision known = decisions.get(child.name());
            if (known == null || known.isReused()) {
                force(child, RetryActionReason.DEPENDS_ON_RERUN);
            }
        }
    }

    private void decide(PipelineTask task, Decision decision) {
        decisions.put(task.name(), decision);
        unchecked.add(task);
    }

    private Decision decision(PipelineTask task) {
        return decisions.getOrDefault(task.name(), Decision.SKIPPED);
    }
}
