package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;

import io.tektonretry.retry.plan.RetryOptions.Strategy;
import io.tektonretry.tekton.TektonKeys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the warnings of a planned retry. */
final class Warnings {

    private static final Set<String> REPEATING =
            Set.of("CouldntGetPipeline", "CouldntGetTask", "CreateRunFailed", "CouldntCreateWorkspacePVC");

    private final Lineage lineage;
    private final TaskRecords records;
    private final Selection selection;
    private final String run;

    private Warnings(Lineage lineage, TaskRecords records, Selection selection) {
        this.lineage = lineage;
        this.records = records;
        this.selection = selection;
        this.run = lineage.latestAddress();
    }

    /**
     * The warnings of a plan.
     *
     * @param params the params that the retry adds
     * @param changes the changes of the definition
     */
    static List<Warning> of(
            Lineage lineage,
            BaseSpec spec,
            TaskRecords records,
            Decisions decisions,
            Selection selection,
            Volumes volumes,
            List<RetryParam> params,
            DefinitionChanges changes,
            RetryOptions options) {
        Warnings warnings = new Warnings(lineage, records, selection);
        boolean keepsVolumes = options.strategy() != Strategy.ALL_TASKS;
        return Stream.of(
                        repeatingFailure(lineage),
                        lookalikes(params),
                        warnings.definitions(),
                        notCompared(changes, decisions, spec),
                        warnings.volumes(keepsVolumes ? volumes.keptWorkspaces() : Set.of()),
                        warnings.identity(spec, decisions),
                        warnings.undone(spec, decisions),
                        droppedResults(spec, selection),
                        warnings.outOfMemory(spec, decisions, options))
                .filter(Objects::nonNull)
                .toList();
    }

    static List<Warning> joined(List<Warning> warnings, List<Warning> others) {
        return Stream.concat(warnings.stream(), others.stream()).toList();
    }

    /** The warnings of a run that starts anew. */
    static List<Warning> ofNewStart(Lineage lineage) {
        return Stream.of(repeatingFailure(lineage), definitionOfThePipeline(lineage))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Warning definitionOfThePipeline(Lineage lineage) {
        return lineage.base().run().path("spec").path("pipelineSpec").isObject()
                ? null
                : new Warning(
                        WarningCode.PIPELINE_DEFINITION_CHANGED,
                        "No task of %s has run, so its pipeline is resolved again and may have changed"
                                .formatted(lineage.latestAddress()),
                        List.of());
    }

    private static @Nullable Warning repeatingFailure(Lineage lineage) {
        String run = lineage.latestAddress();
        String reason = lineage.latest().reason();
        return REPEATING.contains(reason)
                ? new Warning(
                        WarningCode.FAILURE_MAY_REPEAT,
                        "%s ended with %s; unless the cause was fixed, the retry will end the same way"
                                .formatted(run, reason),
                        List.of())
                : null;
    }

    private static @Nullable Warning lookalikes(List<RetryParam> params) {
        List<String> lookalikes = params.stream()
                .filter(param -> param.value().holdsVariable(name -> true))
                .map(RetryParam::name)
                .toList();
        return lookalikes.isEmpty()
                ? null
                : new Warning(
                        WarningCode.VALUE_LOOKS_LIKE_A_VARIABLE,
                        "Recorded values contain text that looks like a variable, and are passed on unchanged: "
                                + RunPreconditions.names(lookalikes),
                        List.of());
    }

    private @Nullable Warning definitions() {
        List<SpecTask> tasks =
                selection.tasks().stream().filter(SpecTask::isResolvedAnew).toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.PIPELINE_DEFINITION_CHANGED,
                        "The definitions of these tasks are resolved again and may have changed: "
                                + tasks.stream().map(this::withSource).collect(joining(", ")),
                        tasks.stream().map(SpecTask::name).toList());
    }

    private static @Nullable Warning notCompared(DefinitionChanges changes, Decisions decisions, BaseSpec spec) {
        List<String> tasks = spec.tasks().stream()
                .filter(task -> decisions.reuses(task) && changes.notCompared().contains(task.name()))
                .map(SpecTask::name)
                .toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.DEFINITION_NOT_COMPARED,
                        "%s are reused and refer to definitions that this service can't read and that may have changed; alsoRerunTasks runs them again"
                                .formatted(RunPreconditions.names(tasks)),
                        tasks);
    }

    /** Name of the task, with the digest of its definition if the failed run recorded it. */
    private String withSource(SpecTask task) {
        String source = records.of(task).source();
        return source.isEmpty() ? task.name() : task.name() + " (was " + source + ")";
    }

    private @Nullable Warning volumes(Set<String> kept) {
        List<String> tasks = selection.tasks().stream()
                .filter(task -> task.workspaces().stream().anyMatch(kept::contains))
                .map(SpecTask::name)
                .toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.WORKSPACE_CONTENT_NOT_GUARANTEED,
                        "Volumes are used in the state in which %s left them".formatted(run),
                        tasks);
    }

    /** The root's name and UID are right in tags and paths, but not for an owner or a report. */
    private @Nullable Warning identity(BaseSpec spec, Decisions decisions) {
        List<String> tasks = spec.tasks().stream()
                .filter(task -> decisions.runs(task) && task.handsOnItsRun() && !task.ownIdentity())
                .map(SpecTask::name)
                .toList();
        return tasks.isEmpty()
                ? null
                : new Warning(
                        WarningCode.USES_RUN_IDENTITY,
                        "%s get the name or UID of %s instead of those of the retry: what they create or report may belong to that run; ownIdentityTasks, or the annotation %s, gives them those of the retry"
                                .formatted(
                                        RunPreconditions.names(tasks),
                                        lineage.baseAddress(),
                                        TektonKeys.OWN_IDENTITY_TASKS),
                        tasks);
    }

    private @Nullable Warning outOfMemory(BaseSpec spec, Decisions decisions, RetryOptions options) {
        Map<String, String> killed = new LinkedHashMap<>();
        for (SpecTask task : spec.tasks()) {
            TaskOverride override = options.override(task.name());
            if (decisions.runs(task) && (override == null || !override.limits("memory"))) {
                List<String> steps = records.of(task).cells().stream()
                        .map(TaskRecord.Cell::child)
                        .filter(child -> child.outcome(false) != Outcome.SUCCEEDED)
                        .flatMap(child -> OutOfMemory.steps(child).stream())
                        .distinct()
                        .toList();
                if (!steps.isEmpty()) {
                    killed.put(task.name(), "%s (%s)".formatted(task.name(), String.join(", ", steps)));
                }
            }
        }
        return killed.isEmpty()
                ? null
                : new Warning(
                        WarningCode.OUT_OF_MEMORY,
                        "Tasks of %s were killed because they used more memory than their limit, and need a higher one: %s; raise it with overrides"
                                .formatted(run, String.join(", ", killed.values())),
                        List.copyOf(killed.keySet()));
    }

    /** Readers of results in the cluster, such as a controller that waits for an image, do not find these. */
    private static @Nullable Warning droppedResults(BaseSpec spec, Selection selection) {
        List<String> dropped = PipelineResults.dropped(spec, selection);
        return dropped.isEmpty()
                ? null
                : new Warning(
                        WarningCode.PIPELINE_RESULTS_DROPPED,
                        "The status of the retry has no pipeline results %s, since tasks that they need are reused; this API shows them as results of the retry"
                                .formatted(RunPreconditions.names(dropped)),
                        List.of());
    }

    /** Only if the author does not say which tasks always run again. */
    private @Nullable Warning undone(BaseSpec spec, Decisions decisions) {
        boolean said = !AuthorWord.text(lineage.latest().run(), TektonKeys.ALWAYS_RERUN_TASKS)
                .isEmpty();
        if (said || !decisions.graphRuns()) {
            return null;
        }
        List<SpecTask> ended = spec.finallyTasks()
                .filter(task -> records.of(task).outcome() == Outcome.SUCCEEDED)
                .toList();
        List<String> reused = spec.dagTasks()
                .filter(task -> decisions.reuses(task) && ended.stream().anyMatch(last -> sharesWith(last, task)))
                .map(SpecTask::name)
                .toList();
        return reused.isEmpty()
                ? null
                : new Warning(
                        WarningCode.UNDONE_BY_FINALLY,
                        "Finally tasks of %s succeeded and may have undone what %s did, which is reused; alsoRerunTasks, or the annotation %s, runs it again"
                                .formatted(run, RunPreconditions.names(reused), TektonKeys.ALWAYS_RERUN_TASKS),
                        reused);
    }

    /** Whether both use the same workspace, result or the identity of the run. */
    private static boolean sharesWith(SpecTask last, SpecTask task) {
        return (last.handsOnItsRun() && task.handsOnItsRun())
                || last.workspaces().stream().anyMatch(task.workspaces()::contains)
                || last.dependencies().anyMatch(use -> use.producer() == task.position());
    }
}
