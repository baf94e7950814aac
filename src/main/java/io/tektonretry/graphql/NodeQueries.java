package io.tektonretry.graphql;

import static java.util.stream.Collectors.toSet;

import io.tektonretry.graphql.error.InvalidInputException;
import io.tektonretry.graphql.relay.NodeId;
import io.tektonretry.graphql.relay.PageArguments;
import io.tektonretry.graphql.visible.VisibleRequests;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.request.RetryRequest;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.data.method.annotation.Argument;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.stereotype.Controller;

/** Finds objects by their global ids. */
@Controller
final class NodeQueries {

    private final VisibleRuns visible;
    private final VisibleRequests requests;
    private final PipelineTasks tasks;

    NodeQueries(VisibleRuns visible, VisibleRequests requests, PipelineTasks tasks) {
        this.visible = visible;
        this.requests = requests;
        this.tasks = tasks;
    }

    @QueryMapping
    @Nullable
    Object node(@Argument String id) {
        return nodes(List.of(id)).get(0);
    }

    @QueryMapping
    @Nullable
    RetryLineage lineage(@Argument String id) {
        return visible.find(NodeId.parseLineage(id)).map(RetryLineage::of).orElse(null);
    }

    @QueryMapping
    List<@Nullable Object> nodes(@Argument List<String> ids) {
        if (ids.size() > PageArguments.MAX_SIZE) {
            throw new InvalidInputException(
                    "There are %d ids; at most %d are allowed.".formatted(ids.size(), PageArguments.MAX_SIZE));
        }
        List<NodeId> parsed = ids.stream().map(NodeId::parse).toList();
        Map<UUID, RetryRequest> foundRequests = requestsOf(parsed);
        Map<UUID, PipelineRunRecord> runs = visible.find(parsed.stream()
                .filter(id -> !(id instanceof NodeId.Request))
                .map(NodeQueries::run)
                .collect(toSet()));
        Map<UUID, List<PipelineTask>> tasksOfRuns = tasksOf(parsed, runs.keySet());
        List<@Nullable Object> found = new ArrayList<>();
        for (NodeId id : parsed) {
            found.add(
                    id instanceof NodeId.Request request
                            ? foundRequests.get(request.id())
                            : find(id, runs.get(run(id)), tasksOfRuns.getOrDefault(run(id), List.of())));
        }
        return found;
    }

    private Map<UUID, RetryRequest> requestsOf(List<NodeId> ids) {
        Set<UUID> needed = ids.stream()
                .filter(NodeId.Request.class::isInstance)
                .map(id -> ((NodeId.Request) id).id())
                .collect(toSet());
        return needed.isEmpty() ? Map.of() : requests.find(needed);
    }

    private Map<UUID, List<PipelineTask>> tasksOf(List<NodeId> ids, Set<UUID> visibleRuns) {
        Set<UUID> needed = ids.stream()
                .filter(id -> id instanceof NodeId.Task || id instanceof NodeId.Attempt)
                .map(NodeQueries::run)
                .filter(visibleRuns::contains)
                .collect(toSet());
        return needed.isEmpty() ? Map.of() : tasks.of(needed);
    }

    private static UUID run(NodeId id) {
        if (id instanceof NodeId.Run run) {
            return run.uid();
        }
        if (id instanceof NodeId.Task task) {
            return task.runUid();
        }
        if (id instanceof NodeId.Attempt attempt) {
            return attempt.runUid();
        }
        return ((NodeId.Lineage) id).baseUid();
    }

    private static @Nullable Object find(NodeId id, @Nullable PipelineRunRecord run, List<PipelineTask> tasks) {
        if (run == null || id instanceof NodeId.Run) {
            return run;
        }
        if (id instanceof NodeId.Lineage) {
            return run.baseUid().equals(run.uid()) ? RetryLineage.of(run) : null;
        }
        if (id instanceof NodeId.Task) {
            return tasks.stream()
                    .filter(task -> PipelineTaskFields.idOf(task).equals(id))
                    .findFirst()
                    .orElse(null);
        }
        return tasks.stream()
                .flatMap(task -> task.attempts().stream())
                .filter(attempt -> TaskAttemptFields.idOf(attempt).equals(id))
                .findFirst()
                .orElse(null);
    }
}
