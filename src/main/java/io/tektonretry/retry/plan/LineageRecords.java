package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is recorded of each pipeline task over all runs of a lineage: the latest run that had the task in its spec counts.
 *
 * @param byTask by the name of the pipeline task
 */
record LineageRecords(Map<String, TaskRecord> byTask) {

    static LineageRecords of(BasePipeline base, List<RecordedRun> lineage) {
        Map<String, TaskRecord> merged = new LinkedHashMap<>();
        for (int attempt = 0; attempt < lineage.size(); attempt++) {
            AttemptRecords records = new AttemptRecords(lineage.get(attempt));
            for (PipelineTask task : base.tasks().values()) {
                if (attempt == 0 || records.has(task)) {
                    merged.merge(task.name(), records.of(task), (earlier, later) -> merge(task, earlier, later));
                }
            }
        }
        return new LineageRecords(merged);
    }

    TaskRecord of(String task) {
        return byTask.getOrDefault(task, TaskRecord.NEVER_STARTED);
    }

    /** A retry may have run a part of a fan-out: each combination counts as it was when it ran last. */
    private static TaskRecord merge(PipelineTask task, TaskRecord earlier, TaskRecord later) {
        if (!task.isMatrix() || earlier.children().isEmpty() || later.outcome() == Outcome.GONE) {
            return later;
        }
        if (later.children().isEmpty()) {
            return earlier.outcome().isComplete() ? later : earlier;
        }
        Map<Combination, Child> children = new LinkedHashMap<>();
        earlier.children().forEach(child -> children.put(Combination.of(task, child), child));
        later.children().forEach(child -> children.put(Combination.of(task, child), child));
        return TaskRecord.of(new ArrayList<>(children.values()), true);
    }
}
