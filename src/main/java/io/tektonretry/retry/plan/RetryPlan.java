package io.tektonretry.retry.plan;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a retry would do, or why there is none.
 *
 * @param runUid UID of the run to retry
 * @param baseUid UID of the root whose spec the retry derives from
 * @param retryNumber N of the name {@code <root>-r<N>}, from 1
 * @param startsAnew whether the new run starts from the run's own spec, because nothing of that had run
 * @param tasks every pipeline task of the root, in the order of its spec, finally tasks last; empty when they are not known
 * @param params the params that get other values than before
 * @param warnings what to know before
 * @param refusals why not; empty when the run can be retried
 * @param planVersion hash of the plan: equal versions create equal manifests
 * @param forms the manifests that express the retry, best first; empty when refused
 * @param claims names of the PersistentVolumeClaims that must be there
 * @param adoptedClaims those among them that belong to the lineage and need the retry as a further owner, and so may other kinds
 * @param dependencies ConfigMaps and Secrets that must be there
 * @param definition the pipeline of the lineage before params are put in place, to be kept; null when it is not needed
 * @param definitionChanges what is another in the definition that the retry goes by
 * @param renewed the definition that the retry goes on with, to be kept; null when it keeps to the recorded one
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
     * @param pipeline the Pipeline it refers to, to be created before; null when the spec is inline
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

    /** A plan without tasks for a run that can't be planned at all. */
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

    /** Names of the tasks that run first: nothing before them runs. */
    public List<String> restartTasks() {
        return tasks.stream()
                .filter(PlannedTask::restarts)
                .map(PlannedTask::name)
                .toList();
    }

    /** Names of the tasks whose recorded results stand in. */
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

    /** The PipelineRun that would be created in the best form; null when refused. */
    public @Nullable ObjectNode manifest() {
        return forms.isEmpty() ? null : forms.get(0).pipelineRun();
    }

    /** The same plan without what it would create, which takes most of its memory. */
    public RetryPlan withoutManifest() {
        return with(refusals.stream()).madeFrom(null);
    }

    /** The same plan with the definition that it is made from. */
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

    /** The same plan, refused for reasons from outside of it, which come first. */
    public RetryPlan refusedFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : with(Stream.concat(reasons.stream(), refusals.stream()));
    }

    /** The same plan, refused for reasons from outside of it, which come last. */
    public RetryPlan refusedAlsoFor(List<Refusal> reasons) {
        return reasons.isEmpty() ? this : with(Stream.concat(refusals.stream(), reasons.stream()));
    }

    /** The same plan with more that belongs to the lineage and needs the retry as a further owner. */
    public RetryPlan adopting(List<String> more) {
        return more.isEmpty()
                ? this
                : with(
                        warnings,
                        Stream.concat(adoptedClaims.stream(), more.stream()).toList());
    }

    /** Whether tasks that did not succeed stay as they were, so that the success of the retry is not that of the whole. */
    public boolean leavesTasks() {
        return tasks.stream().anyMatch(PlannedTask::isLeft);
    }

    /** The same plan with more to know before. */
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
