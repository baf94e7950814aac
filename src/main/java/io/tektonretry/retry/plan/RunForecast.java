package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Predicts what Tekton will do with the tasks of a retry whose graph runs, by its rules for starting and skipping
 * ({@code ResolvedPipelineTask.skip}, {@code IsFinallySkipped}): what is certain before the start, and what depends on
 * other tasks.
 */
final class RunForecast {

    /** The possible fates of a task. */
    private enum Fate {
        RUNS,
        /** Its own condition is false; the tasks after it start nevertheless. */
        SKIPPED_ALONE,
        SKIPPED_WITH_CHILDREN
    }

    private static final Set<Fate> NO_PART = EnumSet.noneOf(Fate.class);

    private final BaseSpec spec;
    private final TaskRecords records;
    private final Map<String, JsonNode> resolved;
    private final SkipForecast skips;
    private final Decisions decisions;
    private final @Nullable String aggregate;
    private final List<Set<Fate>> fates;
    private final List<Set<String>> waits;
    private @Nullable Set<String> running;
    private final BitSet empty = new BitSet();
    private final BitSet behindRunning = new BitSet();
    private final BitSet judgedOtherwise = new BitSet();

    private RunForecast(
            BaseSpec spec,
            TaskRecords records,
            Map<String, JsonNode> resolved,
            SkipForecast skips,
            Decisions decisions) {
        this.spec = spec;
        this.records = records;
        this.resolved = resolved;
        this.skips = skips;
        this.decisions = decisions;
        this.aggregate = AggregateStatus.of(spec, records, task -> !decisions.keeps(task, true), true);
        this.fates = new ArrayList<>(Collections.nCopies(spec.tasks().size(), NO_PART));
        this.waits = new ArrayList<>(Collections.nCopies(spec.tasks().size(), Set.of()));
    }

    /** Evaluates all tasks of a retry, by the decisions so far. */
    static RunForecast of(
            BaseSpec spec,
            TaskRecords records,
            Map<String, JsonNode> resolved,
            SkipForecast skips,
            Decisions decisions) {
        RunForecast forecast = new RunForecast(spec, records, resolved, skips, decisions);
        spec.inOrder().forEach(forecast::look);
        spec.finallyTasks().forEach(forecast::look);
        return forecast;
    }

    boolean mayRun(SpecTask task) {
        return fate(task).contains(Fate.RUNS);
    }

    boolean runsForCertain(SpecTask task) {
        return mayRun(task) && fate(task).size() == 1;
    }

    /** Whether the tasks after a task that does not run may be skipped with it. */
    boolean maySkipChildren(SpecTask task) {
        return fate(task).contains(Fate.SKIPPED_WITH_CHILDREN);
    }

    /** Whether other tasks decide if the tasks after a task that does not run start. */
    boolean leavesChildrenOpen(SpecTask task) {
        return !mayRun(task) && fate(task).size() > 1 && !spec.childrenOf(task).isEmpty();
    }

    /** Names of the tasks whose outcome decides whether the task runs. */
    Set<String> waitsFor(SpecTask task) {
        return waits.get(task.position());
    }

    /**
     * The tasks with a matrix over a list that is empty from the start, after tasks that run. Tekton counts them as
     * done at once, without regard to their parents, and then rejects its list of done tasks as impossible ({@code
     * dag.GetCandidateTasks}): nothing would ever start.
     */
    List<SpecTask> stuck() {
        return spec.dagTasks()
                .filter(task -> empty.get(task.position()) && behindRunning.get(task.position()))
                .toList();
    }

    private Set<Fate> fate(SpecTask task) {
        return fates.get(task.position());
    }

    /**
     * Tasks that certainly miss a result. In a whole run their {@code when} is compared without any results
     * substituted; in the retry those of left-out tasks are, so it may evaluate differently.
     */
    List<SpecTask> judgedOtherwise() {
        return spec.dagTasks()
                .filter(task -> judgedOtherwise.get(task.position()))
                .toList();
    }

    private void look(SpecTask task) {
        Set<String> waitsFor = new LinkedHashSet<>();
        waits.set(task.position(), waitsFor);
        if (decisions.keeps(task, true)) {
            fates.set(task.position(), fate(task, waitsFor));
        }
    }

    private Set<Fate> fate(SpecTask task, Set<String> waitsFor) {
        Truth when = when(task, waitsFor);
        Truth skipped = task.isFinally() ? missesResults(task, waitsFor) : skippedWithOthers(task, waitsFor);
        skipped = skipped.or(fansOutOverNothing(task, waitsFor));
        Set<Fate> fate = EnumSet.noneOf(Fate.class);
        if (when != Truth.TRUE) {
            fate.add(Fate.SKIPPED_ALONE);
        }
        if (when != Truth.FALSE && skipped != Truth.FALSE) {
            fate.add(Fate.SKIPPED_WITH_CHILDREN);
        }
        if (when != Truth.FALSE && skipped != Truth.TRUE) {
            fate.add(Fate.RUNS);
        }
        return fate;
    }

    /** A condition that reads nothing of a task to run evaluates as before. */
    private Truth when(SpecTask task, Set<String> waitsFor) {
        List<JsonNode> expressions = Fields.list(resolved(task), "when");
        if (!task.isFinally() && missesAResult(task)) {
            return whenWithoutResults(task, expressions);
        }
        Truth truth = new WhenExpressions(known()).of(expressions);
        if (truth != Truth.OPEN) {
            return truth;
        }
        Set<String> read = new TreeSet<>();
        task.uses().stream()
                .filter(use -> use.place().isOfWhen() && mayRun(spec.producer(use)))
                .forEach(use -> read.add(use.reference().task()));
        if (task.isFinally() && aggregate == null && mentionsAggregate(expressions)) {
            read.addAll(running());
        }
        waitsFor.addAll(read);
        return read.isEmpty() && !skips.isStale(task) ? Truth.of(!skips.isSkippedAlone(task)) : Truth.OPEN;
    }

    /** The tasks of the graph that may run; known before the first finally task is evaluated. */
    private Set<String> running() {
        if (running == null) {
            running = spec.dagTasks()
                    .filter(this::mayRun)
                    .map(SpecTask::name)
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return running;
    }

    private Truth whenWithoutResults(SpecTask task, List<JsonNode> expressions) {
        Truth inAWholeRun = WhenExpressions.unresolved(result -> null).of(expressions);
        if (inAWholeRun != WhenExpressions.unresolved(this::recorded).of(expressions)) {
            judgedOtherwise.set(task.position());
        }
        return inAWholeRun == Truth.OPEN ? Truth.of(!skips.isSkippedAlone(task)) : inAWholeRun;
    }

    private boolean missesAResult(SpecTask task) {
        return task.dependencies()
                .map(spec::producer)
                .anyMatch(producer -> decisions.keeps(producer, true) && !mayRun(producer));
    }

    private static boolean mentionsAggregate(List<JsonNode> expressions) {
        return expressions.stream()
                .anyMatch(expression -> Variables.any(expression.toString(), AggregateStatus.VARIABLE::equals));
    }

    private WhenExpressions.Known known() {
        return new WhenExpressions.Known() {
            @Override
            public @Nullable RecordedValue result(Reference.Result result) {
                return recorded(result);
            }

            @Override
            public @Nullable String state(String variable) {
                return RunForecast.this.state(variable);
            }
        };
    }

    private @Nullable String state(String variable) {
        if (AggregateStatus.VARIABLE.equals(variable)) {
            return aggregate;
        }
        Reference reference = Reference.parse(variable);
        SpecTask task = reference == null ? null : spec.task(reference.task());
        if (task == null || task.isFinally() || mayRun(task)) {
            return null;
        }
        boolean kept = decisions.keeps(task, true);
        if (reference instanceof Reference.Status) {
            return kept ? "None" : records.of(task).status();
        }
        return reference instanceof Reference.Reason
                ? (kept ? "" : records.of(task).reason())
                : null;
    }

    private Truth skippedWithOthers(SpecTask task, Set<String> waitsFor) {
        Truth skipped = missesResults(task, waitsFor);
        for (SpecTask parent : parents(task).toList()) {
            Set<Fate> fate = fate(parent);
            if (fate.contains(Fate.SKIPPED_WITH_CHILDREN)) {
                skipped = skipped.or(fate.size() == 1 ? Truth.TRUE : Truth.OPEN);
                waitsFor.add(parent.name());
            }
            if (fate.contains(Fate.RUNS) || behindRunning.get(parent.position())) {
                behindRunning.set(task.position());
            }
        }
        return skipped;
    }

    /** A finally task is also skipped when a task whose result it reads fails. */
    private Truth missesResults(SpecTask task, Set<String> waitsFor) {
        Truth missed = Truth.FALSE;
        for (SpecTask.Use use : task.dependencies().toList()) {
            SpecTask producer = spec.producer(use);
            if (decisions.keeps(producer, true) && (task.isFinally() || !runsForCertain(producer))) {
                missed = missed.or(mayRun(producer) ? Truth.OPEN : Truth.TRUE);
                waitsFor.add(producer.name());
            }
        }
        return missed;
    }

    private Truth fansOutOverNothing(SpecTask task, Set<String> waitsFor) {
        Truth nothing = FanOut.isOverNothing(resolved(task).path("matrix"), list -> isEmpty(list, waitsFor));
        if (nothing == Truth.TRUE && !task.isFinally()) {
            empty.set(task.position());
        }
        return nothing;
    }

    /** The result list of a matrix is as long as the matrix. */
    private Truth isEmpty(Reference.Result list, Set<String> waitsFor) {
        SpecTask producer = spec.task(list.task());
        if (producer != null && mayRun(producer) && !producer.isMatrixed()) {
            waitsFor.add(producer.name());
            return Truth.OPEN;
        }
        RecordedValue value = recorded(list);
        return Truth.of(value != null && value.isList() && value.json().isEmpty());
    }

    private Stream<SpecTask> parents(SpecTask task) {
        return spec.parentsOf(task).filter(parent -> decisions.keeps(parent, true));
    }

    private JsonNode resolved(SpecTask task) {
        return resolved.getOrDefault(task.name(), task.definition());
    }

    /** The result of a task that is left out of the retry. */
    private @Nullable RecordedValue recorded(Reference.Result result) {
        SpecTask task = spec.task(result.task());
        if (task == null || decisions.keeps(task, true)) {
            return null;
        }
        return records.of(task).results().get(result.result());
    }
}
