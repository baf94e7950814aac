package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.toSet;

import io.tektonretry.retry.plan.RetryOptions.Definition;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a caller chose to run, instead of all unsuccessful ones.
 *
 * @param spec spec of the tasks
 * @param options options that name them
 * @param chosen the chosen tasks; for {@code fromTasks}, with all tasks that depend on them
 */
record Choice(BaseSpec spec, RetryOptions options, Set<SpecTask> chosen) {

    static Choice of(BaseSpec spec, RetryOptions options) {
        Set<SpecTask> chosen = new LinkedHashSet<>();
        Deque<SpecTask> open = new ArrayDeque<>(named(spec, options.fromTasks()));
        while (!open.isEmpty()) {
            SpecTask task = open.remove();
            if (chosen.add(task)) {
                open.addAll(spec.childrenOf(task));
            }
        }
        chosen.addAll(named(spec, options.onlyTasks()));
        return new Choice(spec, options, chosen);
    }

    /** Whether the options choose tasks. */
    static boolean isMade(RetryOptions options) {
        return !options.onlyTasks().isEmpty() || !options.fromTasks().isEmpty();
    }

    /** Refuses a choice for a run that has run no task. */
    static Refusal ofNothing(String run) {
        return Refusal.of(
                RefusalCode.INVALID_INPUT,
                "No task of %s has run, so the whole pipeline starts again; onlyTasks and fromTasks can't be used"
                        .formatted(run));
    }

    boolean isOfAll() {
        return !isMade(options);
    }

    /**
     * The chosen tasks, and the skipped tasks before them: Tekton decides again whether the tasks after those start.
     */
    Set<SpecTask> withSkippedBefore(Decisions decisions) {
        Set<SpecTask> all = new LinkedHashSet<>(chosen);
        Deque<SpecTask> open = new ArrayDeque<>(chosen);
        while (!open.isEmpty()) {
            SpecTask task = open.remove();
            Stream<SpecTask> parents = task.isFinally() ? Stream.empty() : spec.parentsOf(task);
            parents.filter(parent -> decisions.of(parent).action() == RetryAction.SKIP && all.add(parent))
                    .forEach(open::add);
        }
        return all;
    }

    /** Why the choice is refused; null when it is accepted. */
    @Nullable
    Refusal refusal(String run, TaskRecords records, Decisions decisions) {
        return isOfAll()
                ? null
                : Stream.of(
                                contradiction(run),
                                complete(run, records),
                                skipped(run, decisions),
                                waiting(run, decisions))
                        .flatMap(Stream::ofNullable)
                        .findFirst()
                        .orElse(null);
    }

    private @Nullable Refusal contradiction(String run) {
        List<String> given = Stream.of(
                        options.onlyTasks().isEmpty() ? "" : "onlyTasks",
                        options.fromTasks().isEmpty() ? "" : "fromTasks",
                        options.alsoRerunTasks().isEmpty() ? "" : "alsoRerunTasks",
                        options.strategy() == Strategy.ALL_TASKS ? "strategy ALL_TASKS" : "",
                        options.rerunIgnoredFailures() ? "rerunIgnoredFailures" : "",
                        options.definition() == Definition.CURRENT ? "definition CURRENT" : "")
                .filter(option -> !option.isEmpty())
                .toList();
        return given.size() == 1
                ? null
                : Refusal.of(
                        RefusalCode.INVALID_INPUT,
                        "%s: each of %s selects the tasks to run, and %s can't be combined with another; give one of them"
                                .formatted(run, String.join(", ", given), given.get(0)));
    }

    private @Nullable Refusal complete(String run, TaskRecords records) {
        List<String> complete = namesOf(named(spec, options.onlyTasks()).stream()
                .filter(task -> records.of(task).outcome().isComplete()));
        return complete.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.INVALID_INPUT,
                        "onlyTasks selects tasks of %s that did not succeed, but %s succeeded; fromTasks runs them again, with all tasks that depend on them"
                                .formatted(run, RunPreconditions.names(complete)),
                        complete,
                        null);
    }

    private @Nullable Refusal skipped(String run, Decisions decisions) {
        List<String> skipped = namesOf(Stream.of(options.onlyTasks(), options.fromTasks())
                .flatMap(names -> named(spec, names).stream())
                .filter(task -> decisions.of(task).equals(Decisions.SKIPPED)));
        return skipped.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.INVALID_INPUT,
                        "%s of %s would be skipped again; select other tasks"
                                .formatted(RunPreconditions.names(skipped), run),
                        skipped,
                        null);
    }

    /** A task cannot start while a task before it stays unsuccessful. */
    private @Nullable Refusal waiting(String run, Decisions decisions) {
        Map<String, Set<String>> waiting = new LinkedHashMap<>();
        for (SpecTask task : withSkippedBefore(decisions)) {
            Stream<SpecTask> parents = task.isFinally() ? Stream.empty() : spec.parentsOf(task);
            parents.filter(parent -> decisions.leaves(parent)
                            && decisions.of(parent).because() != RetryActionReason.SKIPPED_BEFORE)
                    .forEach(parent -> waiting.computeIfAbsent(parent.name(), name -> new TreeSet<>())
                            .add(task.name()));
        }
        Set<String> behind =
                waiting.values().stream().flatMap(Collection::stream).collect(toSet());
        return waiting.isEmpty()
                ? null
                : new Refusal(
                        RefusalCode.INVALID_INPUT,
                        "%s of %s can't run without %s, which did not succeed and must be selected as well"
                                .formatted(
                                        RunPreconditions.names(List.copyOf(new TreeSet<>(behind))),
                                        run,
                                        RunPreconditions.names(List.copyOf(waiting.keySet()))),
                        List.copyOf(waiting.keySet()),
                        null);
    }

    private static List<SpecTask> named(BaseSpec spec, Set<String> names) {
        return spec.tasks().stream().filter(task -> names.contains(task.name())).toList();
    }

    private static List<String> namesOf(Stream<SpecTask> tasks) {
        return tasks.map(SpecTask::name).toList();
    }
}
