package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The attempts of a lineage.
 *
 * @param attempts the root first
 * @param resolvedTasks the tasks as the base resolved them, by name
 * @param since for task names, the position of the first attempt whose record of the task counts; the first attempt
 * when absent
 * @param isRedefined whether another definition has replaced that of the base
 */
record Lineage(
        List<Attempt> attempts, Map<String, JsonNode> resolvedTasks, Map<String, Integer> since, boolean isRedefined) {

    static Lineage of(List<AttemptDocuments> runs) {
        return of(runs, new RenewedDefinition(null, Set.of()));
    }

    /**
     * The attempts of a lineage that continues with another definition.
     *
     * @param next the definition of the next attempt
     */
    static Lineage of(List<AttemptDocuments> runs, RenewedDefinition next) {
        List<Attempt> attempts = new ArrayList<>(runs.stream().map(Attempt::of).toList());
        int base = attempts.indexOf(base(attempts));
        Map<String, Integer> since = new HashMap<>();
        ObjectNode definition = null;
        for (int i = base + 1; i <= runs.size(); i++) {
            RenewedDefinition renewed = i == runs.size() ? next : runs.get(i).renewed();
            if (renewed != null) {
                definition = renewed.pipeline() == null ? definition : renewed.pipeline();
                for (String task : renewed.tasks()) {
                    since.put(task, i);
                }
            }
        }
        if (definition != null) {
            AttemptDocuments recorded = runs.get(base);
            attempts.set(
                    base,
                    Attempt.of(new AttemptDocuments(
                            PipelineDefinition.given(recorded.pipelineRun(), definition),
                            recorded.children(),
                            recorded.goneUids(),
                            recorded.parentUid())));
        }
        return new Lineage(
                List.copyOf(attempts), resolvedTasks(base(attempts).run()), Map.copyOf(since), definition != null);
    }

    /** The definition that all retries derive from; missing when there is none. */
    JsonNode definition() {
        JsonNode inline = base().run().path("spec").path("pipelineSpec");
        return inline.isObject() ? inline : base().run().path("status").path("pipelineSpec");
    }

    Attempt root() {
        return attempts.get(0);
    }

    /**
     * The run whose spec all retries derive from: the root, or the last run that started anew because nothing had run.
     */
    Attempt base() {
        return base(attempts);
    }

    private static Attempt base(List<Attempt> attempts) {
        Attempt base = attempts.get(0);
        for (Attempt attempt : attempts) {
            base = NewStart.isMarked(attempt.run()) ? attempt : base;
        }
        return base;
    }

    Attempt latest() {
        return attempts.get(attempts.size() - 1);
    }

    /** How messages name the run to retry. */
    String latestAddress() {
        return address(latest());
    }

    /** How messages name the run whose identity the retries keep. */
    String baseAddress() {
        return address(base());
    }

    private static String address(Attempt attempt) {
        return "PipelineRun %s/%s".formatted(Fields.text(attempt.run().path("metadata"), "namespace"), attempt.name());
    }

    /**
     * The spec that all retries derive from. An inline spec is taken as written, before param substitution; a
     * referenced one is only known as resolved.
     *
     * @throws UnusableSpecException when there is none that Tekton can have run
     */
    BaseSpec baseSpec() {
        return baseSpec(Set.of());
    }

    /**
     * The same spec for a retry.
     *
     * @param ownIdentityTasks names of the tasks that get the name and UID of the retry
     */
    BaseSpec baseSpec(Set<String> ownIdentityTasks) {
        if (!(definition() instanceof ObjectNode definition)) {
            throw new UnusableSpecException("its pipeline was never resolved");
        }
        Identity identity = new Identity(base().run(), ownIdentityTasks);
        ObjectNode frozen = Rewritten.of(Canonical.of(definition))
                .field("tasks", tasks -> Rewritten.objects(tasks, this::withResolvedOnError))
                .field("finally", tasks -> Rewritten.objects(tasks, this::withResolvedOnError))
                .field("params", params -> Rewritten.objects(params, identity::withFrozenDefault))
                .object();
        return BaseSpec.of(frozen, Fields.objects(base().run().path("spec"), "workspaces"), identity);
    }

    private static Map<String, JsonNode> resolvedTasks(ObjectNode base) {
        Map<String, JsonNode> tasks = new LinkedHashMap<>();
        JsonNode spec = Attempt.ownSpec(base);
        Fields.list(spec, "tasks").forEach(task -> tasks.put(Fields.text(task, "name"), task));
        Fields.list(spec, "finally").forEach(task -> tasks.put(Fields.text(task, "name"), task));
        return tasks;
    }

    /** {@code onError} may contain a param, so its resolved value is used. */
    private ObjectNode withResolvedOnError(ObjectNode task) {
        JsonNode onError =
                resolvedTasks.getOrDefault(Fields.text(task, "name"), task).path("onError");
        return onError.isString() ? Rewritten.of(task).set("onError", onError).object() : task;
    }

    /** Whether any attempt has created a child. */
    boolean hasChildren() {
        return attempts.stream().anyMatch(Attempt::hasChildren);
    }

    /** Whether any attempt has created a child of the task. */
    boolean hasExecuted(String task) {
        return attempts.stream().anyMatch(attempt -> attempt.hasExecuted(task));
    }

    /** The record of every task of the spec; the latest attempt that had to run it counts. */
    TaskRecords records(BaseSpec spec) {
        List<TaskRecord> records = new ArrayList<>(spec.tasks().size());
        for (SpecTask task : spec.tasks()) {
            records.add(record(task));
        }
        return new TaskRecords(records);
    }

    private TaskRecord record(SpecTask task) {
        List<Attempt> counting = attemptsOf(task);
        if (counting.isEmpty()) {
            return TaskRecord.notRun(MissingNode.getInstance());
        }
        TaskRecord record = counting.get(0).record(task);
        for (Attempt retry : counting.subList(1, counting.size())) {
            if (retry.has(task.name())) {
                record = merged(task, record, retry);
            }
        }
        return record;
    }

    /** The attempts in which the task had its current definition. */
    List<Attempt> attemptsOf(SpecTask task) {
        return attempts.subList(since.getOrDefault(task.name(), 0), attempts.size());
    }

    /** UID of the last child of the task that counted, whatever its definition; null when there was none. */
    @Nullable
    String lastChildUid(SpecTask task) {
        String uid = null;
        for (Attempt attempt : attempts) {
            String child = attempt.record(task).childUid();
            uid = child == null ? uid : child;
        }
        return uid;
    }

    private static TaskRecord merged(SpecTask task, TaskRecord earlier, Attempt retry) {
        TaskRecord later = retry.record(task);
        if (!task.isMatrixed() || earlier.cells().isEmpty()) {
            return later;
        }
        if (later.cells().isEmpty()) {
            boolean partNeverStarted = later.outcome() != Outcome.UNOBSERVED
                    && retry.runsPartOf(task, earlier.cells().size());
            return partNeverStarted ? earlier : later;
        }
        return retry.runsOtherCombinations(
                        task, earlier.cells().size(), later.cells().size())
                ? later
                : earlier.mergedWith(task, later);
    }
}
