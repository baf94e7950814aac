package io.tektonretry.graphql;

import io.tektonretry.graphql.visible.BatchLookups;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.FailureClass;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.history.task.TaskAttempt;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Component;

/** Looks up the causes of failed runs, in batches. */
@Component
final class FailedRuns {

    private final VisibleRuns runs;
    private final PipelineTasks tasks;
    private final PodOutcomes pods;

    /** The tasks that failed in a run, the first failure at the top, and the cause. */
    record Failure(List<FailedTask> tasks, FailureCause cause) {}

    private static final Failure NONE = new Failure(List.of(), FailureCause.NONE);

    FailedRuns(BatchLoaderRegistry registry, VisibleRuns runs, PipelineTasks tasks, PodOutcomes pods) {
        this.runs = runs;
        this.tasks = tasks;
        this.pods = pods;
        BatchLookups.register(registry, "failedTasksOfRun", (Collection<UUID> uids) -> of(uids));
    }

    /** The failure, or none for a run that was pruned in the meantime. */
    static Failure orNone(@Nullable Failure found) {
        return found == null ? NONE : found;
    }

    private Map<UUID, Failure> of(Collection<UUID> uids) {
        Map<UUID, PipelineRunRecord> found = runs.find(uids);
        Map<UUID, List<PipelineRunRecord>> lineages = runs.attempts(
                found.values().stream().map(PipelineRunRecord::baseUid).collect(Collectors.toSet()));
        Map<UUID, List<PipelineTask>> byRun = tasks.of(lineages.values().stream()
                .flatMap(List::stream)
                .map(PipelineRunRecord::uid)
                .toList());
        Map<UUID, List<FailedTask>> failed = new HashMap<>();
        found.forEach((uid, run) -> failed.put(
                uid,
                FailedTask.of(
                        byRun.getOrDefault(uid, List.of()),
                        lineages.getOrDefault(run.baseUid(), List.of()).stream()
                                .filter(other -> other.retryNumber() <= run.retryNumber())
                                .flatMap(other -> byRun.getOrDefault(other.uid(), List.of()).stream())
                                .toList())));
        Map<UUID, List<PodOutcome>> outcomes = pods.of(firstTaskRuns(failed.values()));
        Map<UUID, Failure> all = new HashMap<>();
        failed.forEach((uid, some) -> {
            FailedTask first = some.isEmpty() ? null : some.get(0);
            PipelineRunRecord run = Objects.requireNonNull(found.get(uid));
            FailureClass own = run.failureClass();
            FailureClass failureClass = own == null && first != null ? first.failureClass() : own;
            all.put(uid, new Failure(some, FailureCause.of(run, failureClass, first, pod(first, outcomes))));
        });
        return all;
    }

    private static Set<UUID> firstTaskRuns(Collection<List<FailedTask>> failed) {
        return failed.stream()
                .flatMap(some -> some.stream().limit(1))
                .map(FailedTask::attempt)
                .filter(Objects::nonNull)
                .map(TaskAttempt::taskRunUid)
                .collect(Collectors.toSet());
    }

    private static @Nullable PodOutcome pod(@Nullable FailedTask task, Map<UUID, List<PodOutcome>> outcomes) {
        TaskAttempt attempt = task == null ? null : task.attempt();
        return attempt == null
                ? null
                : outcomes.getOrDefault(attempt.taskRunUid(), List.of()).stream()
                        .filter(pod -> pod.name().equals(attempt.podName()))
                        .findFirst()
                        .orElse(null);
    }
}
