package io.tektonretry.graphql;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.task.TaskAttempt;
import io.tektonretry.log.LogLink;
import io.tektonretry.log.LogLinks;
import io.tektonretry.log.LoggedAttempt;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields about the logs of an attempt. */
@Controller
final class LogFields {

    private final LogLinks links;

    LogFields(LogLinks links) {
        this.links = links;
    }

    @SchemaMapping(typeName = "TaskAttempt")
    CompletableFuture<List<LogLink>> logLinks(
            TaskAttempt attempt,
            DataLoader<UUID, PipelineRunRecord> runsByUid,
            DataLoader<UUID, List<PodOutcome>> podsOfTaskRun) {
        if (links.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<@Nullable PodOutcome> pod = links.nameThePodByUid()
                ? EvidenceFields.podOf(attempt, podsOfTaskRun)
                : CompletableFuture.completedFuture(null);
        return runsByUid
                .load(attempt.pipelineRunUid())
                .thenCombine(pod, (run, known) -> links.of(logged(attempt, run, known)));
    }

    private static LoggedAttempt logged(TaskAttempt attempt, PipelineRunRecord run, @Nullable PodOutcome pod) {
        return new LoggedAttempt(
                run.namespace(),
                run.name(),
                attempt.pipelineTaskName(),
                attempt.podName(),
                pod == null ? null : pod.uid().toString(),
                attempt.startedAt(),
                attempt.finishedAt(),
                attempt.steps().stream()
                        .map(step -> new LoggedAttempt.Step(step.name(), step.startedAt(), step.finishedAt()))
                        .toList());
    }
}
