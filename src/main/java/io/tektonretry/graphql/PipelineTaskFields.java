package io.tektonretry.graphql;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;

import io.tektonretry.graphql.relay.Connection;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.TaskAttempt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.dataloader.DataLoader;
import org.springframework.graphql.data.method.annotation.Arguments;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.stereotype.Controller;

/** Fields of a PipelineTask that its record does not contain. */
@Controller
@SchemaMapping(typeName = "PipelineTask")
final class PipelineTaskFields {

    static NodeId idOf(PipelineTask task) {
        return new NodeId.Task(task.pipelineRunUid(), task.name());
    }

    @SchemaMapping
    String id(PipelineTask task) {
        return idOf(task).encoded();
    }

    @SchemaMapping
    Connection<TaskAttempt> attempts(PipelineTask task, @Arguments PageArguments page) {
        return Connection.of(task.attempts(), TaskAttemptFields::idOf, page);
    }

    /** An attempt that is not started yet counts as the latest. */
    @SchemaMapping
    Optional<TaskAttempt> latestAttempt(PipelineTask task) {
        return task.attempts().stream().max(comparing(TaskAttempt::startedAt, nullsLast(naturalOrder())));
    }

    @SchemaMapping
    CompletableFuture<Connection<TaskAttempt>> lineageAttempts(
            PipelineTask task, @Arguments PageArguments page, DataLoader<UUID, List<PipelineTask>> tasksOfLineage) {
        return tasksOfLineage
                .load(task.pipelineRunUid())
                .thenApply(tasks -> Connection.of(
                        tasks.stream()
                                .filter(other -> other.name().equals(task.name()))
                                .flatMap(other -> other.attempts().stream())
                                .toList(),
                        TaskAttemptFields::idOf,
                        page));
    }

    @SchemaMapping
    CompletableFuture<List<String>> dependsOn(
            PipelineTask task, DataLoader<UUID, Map<String, List<String>>> dependenciesOfRun) {
        return dependenciesOfRun
                .load(task.pipelineRunUid())
                .thenApply(found -> found == null ? List.of() : found.getOrDefault(task.name(), List.of()));
    }

    @SchemaMapping
    CompletableFuture<PipelineRunRecord> run(PipelineTask task, DataLoader<UUID, PipelineRunRecord> runsByUid) {
        return runsByUid.load(task.pipelineRunUid());
    }
}
