package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.RetryOptions.OnMissingHistory;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the refusals of a planned retry. */
final class PlanRefusals {

    private final Lineage lineage;
    private final BaseSpec spec;
    private final TaskRecords records;
    private final Decisions decisions;
    private final Volumes volumes;
    private final GivenParams params;
    private final ParamReaders readers;
    private final RetryOptions options;
    private final String run;

    PlanRefusals(
            Lineage lineage,
            BaseSpec spec,
            TaskRecords records,
            Decisions decisions,
            Volumes volumes,
            GivenParams params,
            ParamReaders readers,
            RetryOptions options) {
        this.lineage = lineage;
        this.spec = spec;
        this.records = records;
        this.decisions = decisions;
        this.volumes = volumes;
        this.params = params;
        this.readers = readers;
        this.options = options;
        this.run = lineage.latestAddress();
    }

    /**
     * The refusals.
     *
     * @param derived the spec of the new run
     */
    List<Refusal> refusals(@Nullable Refusal invalidParams, Set<String> unrepresentable, JsonNode derived) {
        Refusal unknown = unknownTasks();
        List<Refusal> asked = Stream.of(
                        unknown,
                        unreadableTimeouts(),
                        invalidParams,
                        unknown == null ? overrides(derived) : null,
                        unknown == null ? Choice.of(spec, options).refusal(run, records, decisions) : null)
                .filter(Objects::nonNull)
                .toList();
        return asked.isEmpty()
                ? Stream.of(
                                paramsInUse(),
                                forbiddenTasks(),
                                missingHistory(),
                                nothingToRetry(),
                                lostWorkspaces(),
                                unrepresentableValues(unrepresentable))
                        .filter(Objects::nonNull)
                        .toList()
                : asked;
    }

    Refusal tooLarge() {
        return Refusal.of(
                RefusalCode.SPEC_TOO_LARGE, run + " do not fit into the size limit of Kubernetes objects in any form");
    }

    private @Nullable Refusal unknownTasks() {
        List<String> unknown = Stream.of(
                        options.alsoRerunTasks().stream(),
                        options.onlyTasks().stream(),
                        options.fromTasks().stream(),
                        options.overrides().stream().map(TaskOverride::task),
                        options.ownIdentityTasks().stream().filter(name -> !AuthorWord.ALL.equals(name)))
                .flatMap(names -> names)
                .filter(name -> spec.task(name) == null)
                .distinct()
                .sorted()
                .toList();
        return unknown.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.UNKNOWN_TASK,
                        "%s has no task %s; its tasks are %s"
                                .formatted(
                                        run,
                                        RunPreconditions.names(unknown),
                                        RunPreconditions.names(
                                                List.copyOf(spec.positions().keySet()))),
                        unknown,
                        null);
    }

    private @Nullable Refusal overrides(JsonNode derived) {
        Refusal invalid = Overrides.refusal(run, options.overrides());
        if (invalid != null) {
            return invalid;
        }
        for (TaskOverride override : options.overrides()) {
            SpecTask task = Objects.requireNonNull(spec.task(override.task()));
            if (!decisions.runs(task)) {
                return Overrides.invalid(
                        "%s in overrides does not run again (%s); alsoRerunTasks or fromTasks runs it again"
                                .formatted(task.name(), decisions.of(task).action()),
                        run,
                        task.name());
            }
            if (!Overrides.isTaskRun(task.definition())) {
                return Overrides.isNoTaskRun(run, task.name());
            }
        }
        return Overrides.refusal(run, options.overrides(), derived);
    }

    private @Nullable Refusal unreadableTimeouts() {
        return Timeouts.areReadable(options) ? null : unreadableTimeouts(run);
    }

    /** The refusals of a run that would start anew. */
    static List<Refusal> ofNewStart(
            String run,
            RetryOptions options,
            List<PlannedTask> tasks,
            @Nullable Refusal invalidParams,
            ObjectNode derived) {
        return Stream.of(
                        Timeouts.areReadable(options) ? null : unreadableTimeouts(run),
                        invalidParams,
                        overridesOfNewStart(run, options, tasks, derived),
                        Choice.isMade(options) ? Choice.ofNothing(run) : null)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Refusal overridesOfNewStart(
            String run, RetryOptions options, List<PlannedTask> tasks, ObjectNode derived) {
        List<String> known = tasks.stream().map(PlannedTask::name).toList();
        for (TaskOverride override : options.overrides()) {
            if (!known.contains(override.task())) {
                String sentence = known.isEmpty()
                        ? "%s starts again as a whole, and its tasks are not known before its pipeline is resolved; overrides can't be used"
                                .formatted(run)
                        : "%s has no task %s; its tasks are %s"
                                .formatted(run, override.task(), RunPreconditions.names(known));
                return new Refusal(RefusalCode.UNKNOWN_TASK, sentence, List.of(override.task()), null);
            }
            if (!Overrides.isTaskRun(NewStart.task(override.task(), derived.path("pipelineSpec")))) {
                return Overrides.isNoTaskRun(run, override.task());
            }
        }
        Refusal invalid = Overrides.refusal(run, options.overrides());
        return invalid == null ? Overrides.refusal(run, options.overrides(), derived) : invalid;
    }

    private static Refusal unreadableTimeouts(String run) {
        return Refusal.of(
                RefusalCode.INVALID_INPUT,
                "%s: timeouts are pipeline, tasks and finally, with durations such as 1h30m0s".formatted(run));
    }

    /** A param that a reused task has read cannot have another value for other tasks: the result would mix two runs. */
    private @Nullable Refusal paramsInUse() {
        Set<String> changed = params.changed();
        Set<String> inUse = new TreeSet<>();
        List<String> readers = named(task -> decisions.reuses(task) && outcome(task) != Outcome.NEVER_STARTED).stream()
                .filter(name -> changed.stream()
                                .filter(param ->
                                        this.readers.reads(Objects.requireNonNull(spec.task(name)), Set.of(param)))
                                .peek(inUse::add)
                                .count()
                        > 0)
                .toList();
        return readers.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.PARAM_IN_USE,
                        "Tasks of %s have read %s and are reused: %s; alsoRerunTasks or fromTasks runs them again"
                                .formatted(
                                        run,
                                        RunPreconditions.names(List.copyOf(inUse)),
                                        RunPreconditions.names(readers)),
                        readers,
                        null);
    }

    /** A task whose author forbids to run it again may still run for the first time. */
    private @Nullable Refusal forbiddenTasks() {
        OptOut optOut = OptOut.of(lineage.latest().run());
        List<String> again = named(task ->
                decisions.runs(task) && optOut.tasks().contains(task.name()) && lineage.hasExecuted(task.name()));
        return again.isEmpty() ? null : optOut.refusal(run, again);
    }

    private @Nullable Refusal missingHistory() {
        List<String> unobserved = named(task -> outcome(task) == Outcome.UNOBSERVED && dependsOnItsRecord(task));
        return unobserved.isEmpty() || options.onMissingHistory() == OnMissingHistory.RERUN
                ? null
                : new Refusal(
                        RefusalCode.HISTORY_INCOMPLETE,
                        "The end of %s of %s was not recorded; onMissingHistory RERUN runs them again"
                                .formatted(RunPreconditions.names(unobserved), run),
                        unobserved,
                        null);
    }

    /** Whether a task counts as successful, or runs again only because its results are needed. */
    private boolean dependsOnItsRecord(SpecTask task) {
        Decisions.Decision decision = decisions.of(task);
        return !decision.runs() || decision.because() == RetryActionReason.RESULT_NEEDED;
    }

    private @Nullable Refusal nothingToRetry() {
        if (decisions.anythingRuns()) {
            return null;
        }
        String reason = lineage.latest().state().reason();
        return Refusal.of(
                RefusalCode.NOTHING_TO_RETRY,
                "%s ended with %s, but none of its tasks needs to run again; alsoRerunTasks runs selected tasks again"
                        .formatted(run, reason == null ? "no reason" : reason));
    }

    private @Nullable Refusal lostWorkspaces() {
        if (options.strategy() == Strategy.ALL_TASKS) {
            return null;
        }
        List<String> lost = volumes.lostWorkspaces().stream()
                .filter(this::isMissed)
                .sorted()
                .toList();
        return lost.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.WORKSPACE_LOST,
                        "The volume of workspace %s of %s no longer exists; onLostWorkspace RERUN_WORKSPACE_TASKS runs the tasks again that use it"
                                .formatted(RunPreconditions.names(lost), run),
                        named(task -> decisions.runs(task)
                                && task.workspaces().stream().anyMatch(lost::contains)),
                        null);
    }

    /** Whether a task to run shares the workspace with a reused task that has filled it. */
    private boolean isMissed(String workspace) {
        List<SpecTask> users = spec.tasks().stream()
                .filter(task -> task.workspaces().contains(workspace))
                .toList();
        return users.stream().anyMatch(decisions::runs)
                && users.stream().anyMatch(task -> decisions.reuses(task) && !task.isFinally());
    }

    private @Nullable Refusal unrepresentableValues(Set<String> producers) {
        return producers.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.UNREPRESENTABLE_VALUE,
                        "Tekton would change or reject a recorded value of %s of %s; onUnrepresentableValue RERUN_PRODUCER runs them again"
                                .formatted(RunPreconditions.names(List.copyOf(producers)), run),
                        List.copyOf(producers),
                        null);
    }

    private Outcome outcome(SpecTask task) {
        return records.of(task).outcome();
    }

    private List<String> named(java.util.function.Predicate<SpecTask> condition) {
        return spec.tasks().stream().filter(condition).map(SpecTask::name).toList();
    }
}
