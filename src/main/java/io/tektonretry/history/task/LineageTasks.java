package io.tektonretry.history.task;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.tekton.Incarnation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Assembles the tasks of single runs from the rows of whole lineages. */
final class LineageTasks {

    private final Map<UUID, PipelineRunRecord> runs;
    private final Map<UUID, List<PipelineRunRecord>> byBase;
    private final Map<UUID, Map<String, PipelineTaskRecord>> tasks;
    private final Map<Key, List<TaskRunRecord>> taskRuns;
    private final Map<Key, List<List<TaskRunRecord>>> children = new HashMap<>();
    private final Map<UUID, List<TaskAttemptRecord>> attempts;

    /** Statuses of tasks that a partial retry did not run again. */
    private static final Set<PipelineTaskStatus> LEFT =
            EnumSet.of(PipelineTaskStatus.FAILED, PipelineTaskStatus.CANCELLED, PipelineTaskStatus.TIMED_OUT);

    private record Key(@Nullable UUID runUid, @Nullable String task) {}

    /** Expects runs sorted by attempt, tasks by position, task runs by creation and attempts by number. */
    LineageTasks(
            List<PipelineRunRecord> runs,
            List<PipelineTaskRecord> tasks,
            List<TaskRunRecord> taskRuns,
            List<TaskAttemptRecord> attempts) {
        this.runs = runs.stream().collect(toMap(PipelineRunRecord::uid, run -> run));
        this.byBase = runs.stream().collect(groupingBy(PipelineRunRecord::baseUid));
        this.tasks = tasks.stream()
                .collect(groupingBy(
                        PipelineTaskRecord::pipelineRunUid,
                        toMap(PipelineTaskRecord::name, task -> task, (one, other) -> other, LinkedHashMap::new)));
        this.taskRuns = taskRuns.stream()
                .collect(groupingBy(taskRun -> new Key(taskRun.pipelineRunUid(), taskRun.pipelineTaskName())));
        this.attempts = attempts.stream().collect(groupingBy(TaskAttemptRecord::taskRunUid));
    }

    Map<UUID, List<PipelineTask>> of(Collection<UUID> uids) {
        Map<UUID, List<PipelineTask>> found = new HashMap<>();
        for (UUID uid : uids) {
            PipelineRunRecord run = runs.get(uid);
            if (run != null) {
                found.put(uid, of(run));
            }
        }
        return found;
    }

    private List<PipelineTask> of(PipelineRunRecord run) {
        Map<String, PipelineTaskRecord> own = byName(run.uid());
        Map<String, PipelineTaskRecord> all = ofDefinition(run);
        all.putAll(own);
        List<PipelineTask> found = new ArrayList<>();
        all.forEach((name, task) -> found.add(own.containsKey(name) ? executed(run, task) : inherited(run, task)));
        return found;
    }

    /** The tasks of the definition in force for the run, each from the first run that had it. */
    private Map<String, PipelineTaskRecord> ofDefinition(PipelineRunRecord run) {
        List<PipelineRunRecord> earlier = lineage(run).stream()
                .filter(other -> other.uid().equals(run.baseUid()) || other.retryNumber() <= run.retryNumber())
                .toList();
        List<String> renewed = earlier.stream()
                .map(PipelineRunRecord::definitionTasks)
                .filter(Objects::nonNull)
                .reduce((former, latter) -> latter)
                .orElse(null);
        boolean hasBase = earlier.stream().anyMatch(other -> other.uid().equals(run.baseUid()));
        Map<String, PipelineTaskRecord> ofBase = new LinkedHashMap<>(hasBase ? byName(run.baseUid()) : Map.of());
        if (renewed == null) {
            return ofBase;
        }
        for (PipelineRunRecord other : earlier) {
            byName(other.uid()).forEach(ofBase::putIfAbsent);
        }
        Map<String, PipelineTaskRecord> all = new LinkedHashMap<>();
        renewed.stream().filter(ofBase::containsKey).forEach(name -> all.put(name, ofBase.get(name)));
        return all;
    }

    /** Leaves out runs of other namespaces, which a forged label may name. */
    private List<PipelineRunRecord> lineage(PipelineRunRecord run) {
        return byBase.getOrDefault(run.baseUid(), List.of()).stream()
                .filter(other -> other.namespace().equals(run.namespace()))
                .toList();
    }

    private Map<String, PipelineTaskRecord> byName(UUID runUid) {
        return tasks.getOrDefault(runUid, Map.of());
    }

    private PipelineTask executed(PipelineRunRecord run, PipelineTaskRecord task) {
        List<List<TaskRunRecord>> children = children(run, task);
        PipelineTaskStatus status = ExecutedTask.status(
                run,
                task,
                children.stream()
                        .map(sameName -> sameName.get(sameName.size() - 1))
                        .toList());
        return new PipelineTask(
                run.uid(),
                task.name(),
                task.taskName(),
                task.isFinally(),
                status,
                status == PipelineTaskStatus.SKIPPED ? task.skipReason() : null,
                attempts(run, task, children),
                null);
    }

    /**
     * A task that this run left out has the status of the last earlier run that had it; if it succeeded there, it is
     * reused here.
     */
    private PipelineTask inherited(PipelineRunRecord run, PipelineTaskRecord ofBase) {
        PipelineTask earlier = earlier(run, ofBase);
        boolean reused = !earlier.attempts().isEmpty() && !LEFT.contains(earlier.status());
        return new PipelineTask(
                run.uid(),
                earlier.name(),
                earlier.taskName(),
                ofBase.isFinally(),
                reused ? PipelineTaskStatus.REUSED : earlier.status(),
                earlier.skipReason(),
                List.of(),
                reused ? earlier.attempts().get(earlier.attempts().size() - 1) : null);
    }

    /** The base always has the task, even if it is itself a retry of another run. */
    private PipelineTask earlier(PipelineRunRecord run, PipelineTaskRecord ofBase) {
        PipelineTask latest = null;
        for (PipelineRunRecord other : lineage(run)) {
            PipelineTaskRecord task = byName(other.uid()).get(ofBase.name());
            boolean isEarlier = other.uid().equals(run.baseUid()) || other.retryNumber() < run.retryNumber();
            if (isEarlier && task != null) {
                latest = executed(other, task);
            }
        }
        if (latest == null) {
            throw new IllegalStateException("Task " + ofBase.name() + " of " + run.name() + " is in no earlier run");
        }
        return latest;
    }

    /** The children of each name, oldest first; the last one is the current one. */
    private List<List<TaskRunRecord>> children(PipelineRunRecord run, PipelineTaskRecord task) {
        return children.computeIfAbsent(new Key(run.uid(), task.name()), this::byName);
    }

    private List<List<TaskRunRecord>> byName(Key key) {
        return List.copyOf(Incarnation.byName(
                        taskRuns.getOrDefault(key, List.of()), TaskRunRecord::name, TaskRunRecord::incarnation)
                .values());
    }

    private List<TaskAttempt> attempts(
            PipelineRunRecord run, PipelineTaskRecord task, List<List<TaskRunRecord>> children) {
        int beforeRun = run.retryNumber() == 0 ? 0 : attemptsBefore(run, task);
        List<TaskAttempt> found = new ArrayList<>();
        for (List<TaskRunRecord> sameName : ExecutedTask.inOrder(task, children)) {
            int before = beforeRun;
            for (TaskRunRecord child : sameName) {
                Integer index = ExecutedTask.matrixIndex(task, child);
                for (TaskAttemptRecord attempt : attempts.getOrDefault(child.uid(), List.of())) {
                    found.add(attempt.of(task, child, index, before));
                }
                before += attempts(child);
            }
        }
        return found;
    }

    private int attempts(TaskRunRecord child) {
        return attempts.getOrDefault(child.uid(), List.of()).size();
    }

    /** Executions in earlier runs of the lineage; of a matrix, those of the most executed combination. */
    private int attemptsBefore(PipelineRunRecord run, PipelineTaskRecord task) {
        return lineage(run).stream()
                .filter(other -> other.retryNumber() < run.retryNumber())
                .mapToInt(other -> children(other, task).stream()
                        .mapToInt(sameName ->
                                sameName.stream().mapToInt(this::attempts).sum())
                        .max()
                        .orElse(0))
                .sum();
    }
}
