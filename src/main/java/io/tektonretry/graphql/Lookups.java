package io.tektonretry.graphql;

import graphql.GraphQLContext;
import io.tektonretry.graphql.limit.AnswerBudget;
import io.tektonretry.graphql.limit.AnswerLimits;
import io.tektonretry.graphql.scalar.RawJson;
import io.tektonretry.graphql.visible.BatchLookups;
import io.tektonretry.graphql.visible.VisibleRuns;
import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.SameCommitRuns;
import io.tektonretry.history.coverage.Gaps;
import io.tektonretry.history.document.Documents;
import io.tektonretry.history.document.RecordedSpecs;
import io.tektonretry.history.evidence.PodOutcomes;
import io.tektonretry.history.evidence.RunEvents;
import io.tektonretry.history.task.PipelineTask;
import io.tektonretry.history.task.PipelineTasks;
import io.tektonretry.log.failure.FailureLog;
import io.tektonretry.log.failure.FailureLogs;
import io.tektonretry.retry.PipelineRunRetrier;
import io.tektonretry.retry.RetriedResults;
import io.tektonretry.retry.option.RequestedOverrides;
import io.tektonretry.retry.plan.TaskDependencies;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.graphql.execution.BatchLoaderRegistry;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Registers batched look-ups, each named like the parameter that receives its {@code DataLoader}. Lists of a run are
 * read completely and paged afterwards, so that fields with different page arguments share one look-up.
 */
@Component
final class Lookups {

    private final VisibleRuns runs;
    private final PipelineTasks tasks;
    private final RetriedResults results;

    Lookups(
            BatchLoaderRegistry registry,
            VisibleRuns runs,
            PipelineTasks tasks,
            Documents documents,
            PipelineRunRetrier retrier,
            RetriedResults results,
            RequestedOverrides overrides,
            PodOutcomes pods,
            RunEvents events,
            FailureLogs failureLogs,
            SameCommitRuns siblings,
            Gaps gaps,
            RecordedSpecs specs) {
        this.runs = runs;
        this.tasks = tasks;
        this.results = results;
        register(registry, "runsByUid", uids -> runs.find(uids));
        register(registry, "runsOfLineage", runs::lineages);
        register(registry, "tasksOfRun", tasks::of);
        register(registry, "tasksOfLineage", this::tasksOfLineages);
        BatchLookups.register(
                registry,
                "documentByUid",
                (Collection<UUID> uids, GraphQLContext context) -> parts(documents, uids, context));
        registry.<UUID, RawJson>forName("manifestByUid")
                .registerMappedBatchLoader((uids, environment) -> Mono.fromCallable(
                        () -> manifests(documents, uids, Objects.requireNonNull(environment.getContext()))));
        BatchLookups.register(
                registry,
                "dependenciesOfRun",
                (Collection<UUID> uids, GraphQLContext context) -> dependencies(specs, uids, context));
        register(registry, "adviceOfRun", retrier::advice);
        register(registry, "stalledSinceOfRun", retrier::stalledSince);
        register(registry, "resultsOfRetry", results::of);
        register(registry, "resultsOfLineage", this::resultsOfLineages);
        register(registry, "overridesOfRun", overrides::ofRuns);
        register(registry, "podsOfTaskRun", pods::of);
        registry.<UUID, List<FailureLog>>forName("failureLogsOfTaskRun")
                .registerMappedBatchLoader((uids, environment) -> Mono.fromCallable(
                        () -> failureLogs(failureLogs, uids, Objects.requireNonNull(environment.getContext()))));
        register(registry, "eventsOfRun", events::of);
        register(registry, "completenessOfRun", gaps::of);
        BatchLookups.register(registry, "sameCommitRuns", siblings::find);
    }

    private static <V> void register(
            BatchLoaderRegistry registry, String name, Function<Collection<UUID>, Map<UUID, V>> lookup) {
        BatchLookups.register(registry, name, lookup);
    }

    /** Manifests are part of the answer, so their memory is reserved before they are read. */
    private static Map<UUID, RawJson> manifests(Documents documents, Collection<UUID> uids, GraphQLContext context) {
        AnswerBudget budget = AnswerLimits.budget(context);
        if (budget != null) {
            budget.addBefore(documents.size(uids));
        }
        Map<UUID, RawJson> manifests = new HashMap<>();
        documents.texts(uids).forEach((uid, text) -> manifests.put(uid, new RawJson(text)));
        return manifests;
    }

    /** Parts stay in memory until the answer is complete, even if they are not shown. */
    private static Map<UUID, ObjectNode> parts(Documents documents, Collection<UUID> uids, GraphQLContext context) {
        AnswerBudget budget = AnswerLimits.budget(context);
        if (budget == null) {
            return documents.read(uids, ShownParts::of);
        }
        return documents.read(uids, budget::read, document -> {
            ObjectNode parts = ShownParts.of(document);
            budget.keep(ShownParts.memory(parts));
            return parts;
        });
    }

    private static Map<UUID, Map<String, List<String>>> dependencies(
            RecordedSpecs specs, Collection<UUID> uids, GraphQLContext context) {
        AnswerBudget budget = AnswerLimits.budget(context);
        return specs.read(
                uids,
                bytes -> {
                    if (budget != null) {
                        budget.read(bytes);
                    }
                },
                TaskDependencies::of);
    }

    /** Log lines are part of the answer as well. */
    private static Map<UUID, List<FailureLog>> failureLogs(
            FailureLogs logs, Collection<UUID> uids, GraphQLContext context) {
        AnswerBudget budget = AnswerLimits.budget(context);
        if (budget != null) {
            budget.addBefore(logs.size(uids));
        }
        return logs.of(uids);
    }

    /** The results of each lineage as of its latest run, if that is finished. */
    private Map<UUID, Map<String, JsonNode>> resultsOfLineages(Collection<UUID> baseUids) {
        Map<UUID, UUID> ended = new HashMap<>();
        runs.attempts(baseUids).forEach((base, attempts) -> {
            PipelineRunRecord latest = attempts.get(attempts.size() - 1);
            if (latest.status().isDone()) {
                ended.put(base, latest.uid());
            }
        });
        Map<UUID, Map<String, JsonNode>> ofRuns = results.of(ended.values());
        Map<UUID, Map<String, JsonNode>> found = new HashMap<>();
        ended.forEach((base, latest) -> found.put(base, ofRuns.getOrDefault(latest, Map.of())));
        return found;
    }

    /** The tasks of all runs of each lineage, first attempt first. */
    private Map<UUID, List<PipelineTask>> tasksOfLineages(Collection<UUID> runUids) {
        Map<UUID, UUID> bases = new HashMap<>();
        runs.find(runUids).forEach((uid, run) -> bases.put(uid, run.baseUid()));
        Map<UUID, List<PipelineRunRecord>> attempts = runs.attempts(Set.copyOf(bases.values()));
        Map<UUID, List<PipelineTask>> byRun = tasks.of(attempts.values().stream()
                .flatMap(List::stream)
                .map(PipelineRunRecord::uid)
                .toList());
        Map<UUID, List<PipelineTask>> found = new HashMap<>();
        bases.forEach((uid, base) -> found.put(
                uid,
                attempts.getOrDefault(base, List.of()).stream()
                        .flatMap(run -> byRun.getOrDefault(run.uid(), List.of()).stream())
                        .toList()));
        return found;
    }
}
