package io.tektonretry.retry.plan;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a retry would do, or why it is refused.
 *
 * @param runUid UID of the run to retry
 * @param baseUid UID of the root whose spec the retry derives from
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param startsAnew whether the new run starts from the run's own spec, because no task had run
 * @param tasks every pipeline task of the root, in the order of its spec, finally tasks last; empty when they are not
 * known
 * @param params the params whose values change
 * @param warnings what to know beforehand
 * @param refusals why not; empty when the run can be retried
 * @param planVersion hash of the plan: equal versions create equal manifests
 * @param forms the manifests that express the retry, best first; empty when refused
 * @param claims names of the PersistentVolumeClaims that must exist
 * @param adoptedClaims names of those that the lineage owns and that need the retry as an additional owner; may include
 * other kinds
 * @param dependencies ConfigMaps and Secrets that must exist
 * @param definition the lineage's pipeline before param substitution, to be stored; null when it is not needed
 * @param definitionChanges how the definition of the retry differs
 * @param renewed the definition that the retry adopts, to be stored; null when it keeps the recorded one
 */
public record RetryPlan(
        String runUid,
        String baseUid,
        int retryNumber,
        boolean startsAnew,
        List<PlannedTask> tasks,
        List<PlannedParam> params,
        List<Warning> warnings,
        List<Refusal> refusals,
        String planVersion,
        List<Form> forms,
        List<String> claims,
        List<String> adoptedClaims,
        List<Dependency> dependencies,
        @Nullable ObjectNode definition,
        List<DefinitionChange> definitionChanges,
        @Nullable RenewedDefinition renewed) {

    /**
     * One way to express the retry.
     *
     * @param pipelineRun the PipelineRun to create
     * @param pipeline the Pipeline that it refers to, to be created first; null when the spec is inline
     */
    public record Form(ObjectNode pipelineRun, @Nullable ObjectNode pipeline) {}

    public RetryPlan {
        tasks = List.copyOf(tasks);
        params = List.copyOf(params);
        warnings = List.copyOf(warnings);
        refusals = List.copyOf(refusals);
        forms = List.copyOf(forms);
        claims = List.copyOf(claims);
        adoptedClaims = List.copyOf(adoptedClaims);
        dependencies = List.copyOf(dependencies);
        definitionChanges = List.copyOf(definitionChanges);
    }

    /** A plan without tasks, for a run that cannot be planned. */
    public static RetryPlan refused(String runUid, int retryNumber, List<Refusal> refusals) {
        return new RetryPlan(
                runUid,
                runUid,
                retryNumber,
                false,
                List.of(),
                List.of(),
                List.of(),
                refusals,
                "",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                List.of(),
                null);
    }

    /** Names of the tasks that run first: no task before them runs. */
    public List<String> restartTasks() {
        return tasks.stream()
                .filter(PlannedTask::restarts)
                .map(PlannedTask::name)
                .toList();
    }

    /** Names of the tasks whose recorded results are reused. */
    public List<String> inheritedTasks() {
        return tasks.stream()
                .filter(task -> task.action() == RetryAction.REUSE)
                .map(PlannedTask::name)
                .toList();
    }

    /** Whether the retry can be created. */
    public boolean retryable() {
        return refusals.isEmpty();
    }

    /** The PipelineRun in the best form; null when refused. */
    public @Nullable ObjectNode manifest() {
        return forms.isEmpty() ? null : forms.get(0).pipelineRun();
    }

    /** The same plan without its manifests, which take most of its memory. */
    public RetryPlan withoutManifest() {
        return with(refusals.stream()).madeFrom(null);
    }

    /** The same plan with the definition that it was made from. */
    public RetryPlan madeFrom(@Nullable ObjectNode known) {
        return new RetryPlan(
                runUid,
                baseUid,
                retryNumber,
                startsAnew,
                tasks,
                params,
                warnings,
                refusals,
                planVersion,
                forms,
                claims,
                adoptedClaims,
                dependencies,
                known,
                definitionChanges,
                renewed);
    }

    /** The same plan with further refusals, which come first. */
    public RetryPlan refusedFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : with(Stream.concat(reasons.stream(), refusals.stream()));
    }

    /** The same plan with further refusals, which come last. */
    public RetryPlan refusedAlsoFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : with(Stream.concat(refusals.stream(), reasons.stream()));
    }

    /** The same plan with more objects of the lineage that need the retry as an additional owner. */
    public RetryPlan adopting(List<String> more) {
        return more.isEmpty()
                ? this
                : with(
                        warnings,
                        Stream.concat(adoptedClaims.stream(), more.stream()).toList());
    }

    /**
     * Whether some unsuccessful tasks do not run again, so that the success of the retry is not that of the whole
     * pipeline.
     */
    public boolean leavesTasks() {
        return tasks.stream().anyMatch(PlannedTask::isLeft);
    }

    /** The same plan with further warnings. */
    public RetryPlan warnedOf(List<Warning> more) {
        return more.isEmpty()
                ? this
                : with(Stream.concat(warnings.stream(), more.stream()).toList(), adoptedClaims);
    }

    private RetryPlan with(List<Warning> warned, List<String> adopted) {
        return new RetryPlan(
                runUid,
                baseUid,
                retryNumber,
                startsAnew,
                tasks,
                params,
                warned,
                refusals,
                planVersion,
                forms,
                claims,
                adopted,
                dependencies,
                definition,
                definitionChanges,
                renewed);
    }

    private RetryPlan with(Stream<Refusal> all) {
        return new RetryPlan(
                runUid,
                baseUid,
                retryNumber,
                startsAnew,
                tasks,
                params,
                warnings,
                all.toList(),
                planVersion,
                List.of(),
                claims,
                adoptedClaims,
                dependencies,
                definition,
                definitionChanges,
                renewed);
    }
}
