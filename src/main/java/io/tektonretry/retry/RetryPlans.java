package io.tektonretry.retry;

import io.tektonretry.history.Reruns;
import io.tektonretry.history.document.LatestAttempt;
import io.tektonretry.history.document.RecordedLineage;
import io.tektonretry.history.document.RecordedLineage.RecordedObject;
import io.tektonretry.history.document.RecordedLineages;
import io.tektonretry.retry.plan.AttemptDocuments;
import io.tektonretry.retry.plan.ClaimState;
import io.tektonretry.retry.plan.CurrentDefinition;
import io.tektonretry.retry.plan.Neighbours;
import io.tektonretry.retry.plan.PipelineDefinition;
import io.tektonretry.retry.plan.PlanInput;
import io.tektonretry.retry.plan.Refusal;
import io.tektonretry.retry.plan.RefusalCode;
import io.tektonretry.retry.plan.RetryOptions;
import io.tektonretry.retry.plan.RetryPlan;
import io.tektonretry.retry.plan.RetryPlanner;
import io.tektonretry.retry.summary.PlanSummary;
import io.tektonretry.tekton.ClusterUnavailableException;
import io.tektonretry.tekton.RunState;
import io.tektonretry.tekton.TektonResources;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Gathers the record of a run, and plans its retry. */
@Component
class RetryPlans {

    /** The latest run of a lineage, and whether it is stalled, or was cancelled while stalled. */
    private record Latest(UUID uid, boolean isStalled, boolean isCancelled) {}

    private final RecordedLineages lineages;
    private final Reruns reruns;
    private final StalledRetries stalled;
    private final TektonResources pipelines;
    private final CurrentDefinitions definitions;
    private final PlanDependencies dependencies;
    private final RetryProperties properties;
    private final Neighbours neighbours;
    private final Clock clock;

    RetryPlans(
            RecordedLineages lineages,
            Reruns reruns,
            StalledRetries stalled,
            TektonResources pipelines,
            CurrentDefinitions definitions,
            PlanDependencies dependencies,
            RetryProperties properties,
            PipelinesAsCodeProperties pipelinesAsCode,
            Clock clock) {
        this.lineages = lineages;
        this.reruns = reruns;
        this.stalled = stalled;
        this.pipelines = pipelines;
        this.definitions = definitions;
        this.dependencies = dependencies;
        this.properties = properties;
        this.neighbours = properties.metadata().neighbours().with(pipelinesAsCode.rules());
        this.clock = clock;
    }

    /** The plan of one run, with its volumes looked up in the cluster; empty when the run is unknown. */
    Optional<RetryPlan> plan(UUID runUid, RetryOptions options) {
        if (!options.replaceStalled()) {
            return planned(runUid, (uid, lineage) -> plan(uid, lineage, options));
        }
        Latest latest = latest(runUid);
        return latest.isStalled()
                ? planned(latest.uid(), (uid, lineage) -> replacing(lineage, options))
                : planned(latest.isCancelled() ? latest.uid() : runUid, (uid, lineage) -> plan(uid, lineage, options));
    }

    private Optional<RetryPlan> planned(UUID runUid, BiFunction<UUID, RecordedLineage, RetryPlan> planner) {
        return Optional.ofNullable(lineages.read(Set.of(runUid), planner).get(runUid));
    }

    /** The latest run of the lineage. If it was cancelled without any child, a replacement has already ended it. */
    private Latest latest(UUID runUid) {
        Latest latest = lineages.read(Set.of(runUid), (uid, lineage) -> latest(lineage))
                .getOrDefault(runUid, new Latest(runUid, false, false));
        return new Latest(
                latest.uid(), stalled.since(Set.of(latest.uid())).containsKey(latest.uid()), latest.isCancelled());
    }

    private static Latest latest(RecordedLineage lineage) {
        RecordedObject run = lineage.latest().pipelineRun();
        return new Latest(
                run.uid(),
                false,
                lineage.latestAttempt().number() > 1
                        && RunState.of(run.document()).status() == RunState.Status.CANCELLED
                        && run.document().path("status").path("childReferences").isEmpty());
    }

    /** Plans for the state of the lineage after its latest run is cancelled. */
    private RetryPlan replacing(RecordedLineage lineage, RetryOptions options) {
        RecordedLineage replaced = lineage.withLatest(
                StalledRetries.cancelled(lineage.latest().pipelineRun().document()));
        return plan(replaced.latest().pipelineRun().uid(), replaced, options);
    }

    /**
     * The definition for a plan, in addition to the record.
     *
     * @param kept the pipeline before param substitution; null when not needed, or when it does not exist
     * @param current the current definition; null when not needed
     */
    private record Definition(
            @Nullable ObjectNode kept, @Nullable CurrentDefinition current) {}

    private RetryPlan plan(UUID runUid, RecordedLineage lineage, RetryOptions options) {
        Definition definition;
        try {
            definition = definition(lineage, options);
        } catch (ClusterUnavailableException e) {
            return RetryPlan.refused(
                    runUid.toString(), lineage.latestAttempt().number(), List.of(Refusals.unavailable(e.getMessage())));
        }
        RetryPlan preview = plan(runUid, lineage, options, definition, Map.of());
        int needed = preview.claims().size() + preview.dependencies().size();
        if (needed > properties.maxDependencies()) {
            return preview.refusedFor(List.of(
                    Refusals.tooManyDependencies(lineage.latestAttempt(), needed, properties.maxDependencies())));
        }
        RetryPlan plan =
                preview.claims().isEmpty() ? preview : withClaims(preview, runUid, lineage, options, definition);
        return dependencies.looked(
                options.evenIfRerun() || !plan.retryable() ? plan : plan.refusedAlsoFor(rerun(lineage)),
                lineage.namespace(),
                lineage.uids(),
                options.onMissingDependency());
    }

    /**
     * The refusal because of a rerun. It is known from labels only, which prove nothing: it only blocks callers who have
     * not set {@code evenIfRerun}.
     */
    private static List<Refusal> rerun(RecordedLineage lineage) {
        return Stream.ofNullable(lineage.rerun()).map(Refusals::rerunExists).toList();
    }

    /** {@link #rerun} for each base. */
    Map<UUID, List<Refusal>> reruns(Collection<UUID> bases) {
        if (bases.isEmpty()) {
            return Map.of();
        }
        Map<UUID, List<Refusal>> refusals = new HashMap<>();
        reruns.runningOrSucceeded(bases)
                .forEach((base, rerun) -> refusals.put(base, List.of(Refusals.rerunExists(rerun))));
        return refusals;
    }

    /**
     * What lists show of the plan of each run with the default options, from its documents alone; without the refusals
     * that depend on later attempts and on limits.
     *
     * @param made receives each summary at once: if the time of the caller ends before the last one, the first ones are
     * not lost
     */
    Map<UUID, PlanSummary> summaries(Collection<UUID> runUids, BiConsumer<UUID, DatedSummary> made) {
        return lineages.read(runUids, (uid, lineage) -> {
            PlanSummary summary = PlanSummary.of(
                    own(uid, lineage, RetryOptions.defaults(), new Definition(lineage.definition(), null), Map.of()));
            made.accept(
                    uid,
                    new DatedSummary(
                            summary,
                            RetryPlanner.changesAt(RecordedRuns.of(lineage), clock.instant())
                                    .orElse(null)));
            return summary;
        });
    }

    /**
     * A summary, and when it ends.
     *
     * @param validUntil after that, time alone changes the plan; null if it never does
     */
    record DatedSummary(PlanSummary summary, @Nullable Instant validUntil) {}

    private RetryPlan withClaims(
            RetryPlan preview, UUID runUid, RecordedLineage lineage, RetryOptions options, Definition definition) {
        String namespace = lineage.namespace();
        try {
            Map<String, ClaimState> claims = dependencies.claims(preview.claims(), namespace, lineage.uids());
            return plan(runUid, lineage, options, definition, claims);
        } catch (ClusterUnavailableException e) {
            return preview.refusedFor(List.of(Refusal.of(
                    RefusalCode.CLUSTER_UNAVAILABLE,
                    "The cluster did not answer whether the volumes of the run exist (%s); try again"
                            .formatted(e.getMessage()))));
        }
    }

    private Definition definition(RecordedLineage lineage, RetryOptions options) {
        List<AttemptDocuments> runs = RecordedRuns.of(lineage);
        ObjectNode kept = lineage.definition();
        if (runs.isEmpty()) {
            return new Definition(kept, null);
        }
        String namespace = lineage.namespace();
        if (options.definition() == RetryOptions.Definition.CURRENT) {
            return new Definition(
                    kept, definitions.read(namespace, known(runs, kept).orElse(runs), options));
        }
        return new Definition(kept == null ? asItIs(namespace, runs, options) : kept, null);
    }

    /** The current pipeline before param substitution; null when not needed, or when it does not exist. */
    private @Nullable ObjectNode asItIs(String namespace, List<AttemptDocuments> runs, RetryOptions options) {
        return PipelineDefinition.wanted(runs, options)
                .flatMap(name -> pipelines.pipeline(namespace, name))
                .map(pipeline -> pipeline.path("spec"))
                .map(spec -> spec instanceof ObjectNode definition ? definition : null)
                .orElse(null);
    }

    private static Optional<List<AttemptDocuments>> known(
            List<AttemptDocuments> runs, @Nullable ObjectNode definition) {
        return Optional.ofNullable(definition).flatMap(pipeline -> PipelineDefinition.in(runs, pipeline));
    }

    private RetryPlan plan(
            UUID runUid,
            RecordedLineage lineage,
            RetryOptions options,
            Definition definition,
            Map<String, ClaimState> claims) {
        return own(runUid, lineage, options, definition, claims)
                .refusedFor(Refusals.notLatest(runUid, lineage.latestAttempt()))
                .refusedAlsoFor(limits(lineage.latestAttempt()));
    }

    /** The plan without the refusals that depend on later attempts and on limits. */
    private RetryPlan own(
            UUID runUid,
            RecordedLineage lineage,
            RetryOptions options,
            Definition definition,
            Map<String, ClaimState> claims) {
        int retryNumber = lineage.latestAttempt().number();
        List<AttemptDocuments> runs = RecordedRuns.of(lineage);
        if (runs.isEmpty()) {
            return RetryPlan.refused(
                    runUid.toString(), retryNumber, List.of(Refusals.rootUnknown(lineage.latestAttempt())));
        }
        CurrentDefinition current = definition.current();
        int tasks = Math.max(RetryPlanner.tasks(runs), current == null ? 0 : current.size());
        if (tasks > properties.maxTasks()) {
            return RetryPlan.refused(
                    runUid.toString(),
                    retryNumber,
                    List.of(Refusals.tooManyTasks(lineage.latestAttempt(), tasks, properties.maxTasks())));
        }
        Optional<List<AttemptDocuments>> known = known(runs, definition.kept());
        RetryPlan plan = RetryPlanner.plan(
                new PlanInput(known.orElse(runs), options, claims, retryNumber, neighbours, clock.instant(), current));
        return plan.madeFrom(known.isPresent() && plan.renewed() == null ? definition.kept() : null);
    }

    /** The refusals because of the number and the age of attempts. */
    List<Refusal> limits(LatestAttempt latest) {
        return properties.limits(latest.namespace()).refusals(latest, clock.instant());
    }
}
