package io.tektonretry.graphql;

import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.evidence.PodOutcome;
import io.tektonretry.history.evidence.RunEvent;
import io.tektonretry.history.task.TaskAttempt;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields with Kubernetes' own evidence about the execution of a run. */
@Controller
final class EvidenceFields {

    /** The object that an Event is about. */
    record InvolvedObject(String kind, String namespace, String name, UUID uid) {}

    @SchemaMapping(typeName = "TaskAttempt")
    CompletableFuture<@Nullable PodOutcome> pod(TaskAttempt attempt, DataLoader<UUID, List<PodOutcome>> podsOfTaskRun) {
        return podOf(attempt, podsOfTaskRun);
    }

    static CompletableFuture<@Nullable PodOutcome> podOf(
            TaskAttempt attempt, DataLoader<UUID, List<PodOutcome>> podsOfTaskRun) {
        return podsOfTaskRun
                .load(attempt.taskRunUid())
                .thenApply(pods -> pods == null
                        ? null
                        : pods.stream()
                                .filter(pod -> pod.name().equals(attempt.podName()))
                                .findFirst()
                                .orElse(null));
    }

    @SchemaMapping(typeName = "PipelineRun")
    CompletableFuture<Connection<RunEvent>> events(
            PipelineRunRecord run, @Arguments PageArguments page, DataLoader<UUID, List<RunEvent>> eventsOfRun) {
        return eventsOfRun
                .load(run.uid())
                .thenApply(events -> Connection.of(
                        events == null ? List.of() : events, event -> new NodeId.Event(event.uid()), page));
    }

    @SchemaMapping(typeName = "RunEvent")
    InvolvedObject involvedObject(RunEvent event) {
        return new InvolvedObject(event.involvedKind(), event.namespace(), event.involvedName(), event.involvedUid());
    }
}
