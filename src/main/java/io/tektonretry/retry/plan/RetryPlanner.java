package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans the retry of a run: turns a recorded lineage into a plan with the manifest of the new run. */
public final class RetryPlanner {

    private final PlanInput request;
    private final Lineage lineage;
    private final BaseSpec spec;
    private final TaskRecords records;
    private final GivenParams params;
    private final @Nullable Refusal invalidParams;
    private final ParamReaders readers;
    private final Map<String, JsonNode> resolved;
    private final Volumes volumes;
    private final DefinitionChanges changes;

    private RetryPlanner(PlanInput request, Lineage lineage, DefinitionChanges changes) {
        this.changes = changes;
        this.request = request;
        this.lineage = lineage;
        this.spec = lineage.baseSpec(ownIdentityTasks(request, lineage));
        this.records = lineage.records(spec);
        GivenParams asked =
                GivenParams.of(lineage, spec.definition(), request.options().params());
        Refusal unknown =
                asked.refusalOfResolved(lineage.latestAddress(), lineage.base().run());
        this.invalidParams = unknown == null ? asked.refusal(lineage.latestAddress()) : unknown;
        this.params = invalidParams == null ? asked : GivenParams.of(lineage, spec.definition(), Map.of());
        this.readers = new ParamReaders(lineage.base().run());
        this.resolved = params.resolved(lineage.resolvedTasks(), spec, readers);
        this.volumes = Volumes.of(lineage, spec, request.claims());
    }

    /**
     * Plans a retry. The same input always gives the same plan. Input with documents from the API server never causes
     * an exception: a run that cannot be retried gives a plan with refusals.
     */
    public static RetryPlan plan(PlanInput request) {
        Lineage lineage = Lineage.of(request.lineage());
        Optional<Refusal> closed = RunPreconditions.refusal(lineage);
        if (closed.isPresent()) {
            return refused(request, lineage, closed.get());
        }
        try {
            if (NewStart.isFor(lineage)) {
                return anew(request, lineage);
            }
            CurrentDefinition current = request.current();
            return current == null
                    ? new RetryPlanner(request, lineage, DefinitionChanges.NONE).plan()
                    : renewed(request, lineage, current);
        } catch (UnusableSpecException e) {
            return refused(
                    request,
                    lineage,
                    Refusal.of(
                            RefusalCode.NO_RESOLVED_SPEC,
                            "A retry of %s can't be derived: %s; start its pipeline again"
                                    .formatted(lineage.latestAddress(), e.getMessage())));
        }
    }

    private static RetryPlan renewed(PlanInput request, Lineage lineage, CurrentDefinition current) {
        Refusal unknown = current.refusal();
        if (unknown != null) {
            return refused(request, lineage, unknown);
        }
        DefinitionComparison comparison = new DefinitionComparison(request.lineage(), current, request.options());
        Refusal refusal = comparison.refusal();
        if (refusal != null) {
            return refused(request, lineage, refusal);
        }
        DefinitionChanges changes;
        try {
            changes = comparison.changes();
        } catch (UnusableSpecException e) {
            return refused(
                    request,
                    lineage,
                    Refusal.of(
                            RefusalCode.DEFINITION_UNUSABLE,
                            "The current pipeline of %s can't run: %s; fix it, or use the recorded definition (RECORDED)"
                                    .formatted(lineage.latestAddress(), e.getMessage())));
        }
        RenewedDefinition next = new RenewedDefinition(current.pipeline(), changes.renewed());
        return new RetryPlanner(request, Lineage.of(request.lineage(), next), changes).plan();
    }

    /** The next time after which the plan of a lineage differs although nothing was recorded; empty if there is none. */
    public static Optional<Instant> changesAt(List<AttemptDocuments> lineage, Instant now) {
        return lineage.stream()
                .limit(1)
                .flatMap(root -> PipelinesAsCode.expiry(root.pipelineRun()).stream())
                .filter(expiry -> !expiry.isBefore(now))
                .findFirst();
    }

    /** Number of tasks of the largest pipeline that a run of the lineage contains. */
    public static int tasks(List<AttemptDocuments> lineage) {
        return lineage.stream()
                .flatMap(run -> Stream.of("spec", "status")
                        .map(part -> run.pipelineRun().path(part)))
                .map(part -> part.path("pipelineSpec"))
                .mapToInt(
                        spec -> spec.path("tasks").size() + spec.path("finally").size())
                .max()
                .orElse(0);
    }

    private RetryPlan plan() {
        Set<String> always = AuthorWord.names(lineage.latest().run(), TektonKeys.ALWAYS_RERUN_TASKS);
        Set<String> otherParams = params.unlikeRoot();
        Decisions decisions = RerunSet.of(
                spec,
                records,
                resolved,
                volumes.lostWorkspaces(),
                always,
                task -> changes.renews(task) || readers.reads(task, otherParams),
                changes,
                task -> lineage.hasExecuted(task.name()),
                request.options());
        Selection selection = Selection.of(spec, records, decisions, request.options());
        Derivation derivation = new Derivation(
                spec, lineage.base().run(), records, selection, volumes, resolved, params, request.options());
        PipelinesAsCode pipelinesAsCode = PipelinesAsCode.of(lineage, request);
        ObjectNode derived = pipelinesAsCode.spec(derivation.inline());
        PlanRefusals verdict =
                new PlanRefusals(lineage, spec, records, decisions, volumes, params, readers, request.options());
        List<Refusal> refusals =
                new ArrayList<>(verdict.refusals(invalidParams, derivation.unrepresentable(), derived));
        Set<SpecTask> first = decisions.first();
        List<PlannedTask> tasks = spec.tasks().stream()
                .map(task -> planned(task, decisions, selection, derivation, first))
                .toList();
        ManifestVariants forms =
                ManifestVariants.of(lineage, request, derived, derivation.params(), tasks, params.planned());
        if (forms.list().isEmpty()) {
            refusals.add(verdict.tooLarge());
        }
        boolean keepsVolumes = request.options().strategy() != RetryOptions.Strategy.ALL_TASKS;
        return new RetryPlan(
                lineage.latest().uid(),
                lineage.root().uid(),
                request.retryNumber(),
                false,
                tasks,
                params.planned(),
                Warnings.joined(
                        Warnings.of(
                                lineage,
                                spec,
                                records,
                                decisions,
                                selection,
                                volumes,
                                derivation.params(),
                                changes,
                                request.options()),
                        pipelinesAsCode.warnings()),
                refusals,
                forms.version(),
                refusals.isEmpty() ? forms.list() : List.of(),
                keepsVolumes ? volumes.names() : List.of(),
                keepsVolumes ? volumes.ownNames() : List.of(),
                Dependencies.of(lineage, selection, pipelinesAsCode, changes.tasks()),
                null,
                changes.list(),
                changes.definition());
    }

    private static Set<String> ownIdentityTasks(PlanInput request, Lineage lineage) {
        Set<String> own = AuthorWord.names(lineage.latest().run(), TektonKeys.OWN_IDENTITY_TASKS);
        own.addAll(request.options().ownIdentityTasks());
        return own;
    }

    /**
     * A plan for a run without executed tasks: all tasks run, as far as they are known before the pipeline is resolved.
     */
    private static RetryPlan anew(PlanInput request, Lineage lineage) {
        List<PlannedTask> tasks = List.of();
        if (Attempt.ownSpec(lineage.base().run()).isObject()) {
            tasks = new RetryPlanner(request, lineage, DefinitionChanges.NONE)
                    .plan().tasks().stream().map(PlannedTask::withoutInjected).toList();
        }
        GivenParams params = GivenParams.of(
                lineage,
                Attempt.ownSpec(lineage.base().run()),
                request.options().params());
        PipelinesAsCode pipelinesAsCode = PipelinesAsCode.of(lineage, request);
        ObjectNode own = NewStart.spec(lineage, params, request.options());
        ObjectNode spec = pipelinesAsCode.spec(own);
        List<Refusal> refusals = PlanRefusals.ofNewStart(
                lineage.latestAddress(), request.options(), tasks, params.refusal(lineage.latestAddress()), spec);
        ManifestVariants forms = ManifestVariants.anew(lineage, request, spec, tasks, params.planned());
        return new RetryPlan(
                lineage.latest().uid(),
                lineage.root().uid(),
                request.retryNumber(),
                true,
                tasks,
                params.planned(),
                Warnings.joined(Warnings.ofNewStart(lineage), pipelinesAsCode.warnings()),
                refusals,
                forms.version(),
                refusals.isEmpty() ? forms.list() : List.of(),
                List.of(),
                List.of(),
                Dependencies.ofNewStart(lineage, own, pipelinesAsCode),
                null,
                List.of(),
                null);
    }

    private PlannedTask planned(
            SpecTask task, Decisions decisions, Selection selection, Derivation derivation, Set<SpecTask> first) {
        Decisions.Decision decision = decisions.of(task);
        TaskRecord record = records.of(task);
        return new PlannedTask(
                task.name(),
                decision.action(),
                decision.because(),
                changes.renews(task) ? lineage.lastChildUid(task) : record.childUid(),
                selection.combinations().getOrDefault(task.name(), List.of()),
                decisions.waitsFor(task),
                derivation.injectedInto(task.name()),
                first.contains(task),
                request.options().override(task.name()));
    }

    private static RetryPlan refused(PlanInput request, Lineage lineage, Refusal refusal) {
        return new RetryPlan(
                lineage.latest().uid(),
                lineage.root().uid(),
                request.retryNumber(),
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of(refusal),
                Hash.of(refusal.code() + lineage.latest().uid()),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                null);
    }
}
