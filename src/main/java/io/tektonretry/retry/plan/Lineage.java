package io.tektonretry.retry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The attempts of a lineage.
 *
 * @param attempts the root first
 * @param resolvedTasks the tasks as the base resolved them, by name
 */
record Lineage(List<Attempt> attempts, Map<String, JsonNode> resolvedTasks) {

    static Lineage of(List<RecordedRun> runs) {
        List<Attempt> attempts = runs.stream().map(Attempt::of).toList();
        return new Lineage(attempts, resolvedTasks(base(attempts).run()));
    }

    Attempt root() {
        return attempts.get(0);
    }

    /** The run whose spec all retries derive from: the root, or the last one that was started anew because nothing had run before. */
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
     * The spec that all retries derive from. An inline one is taken as it was written, since its params are still to be put in
     * place; one that was referred to is only known as it was resolved.
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
        JsonNode inline = base().run().path("spec").path("pipelineSpec");
        JsonNode recorded =
                inline.isObject() ? inline : base().run().path("status").path("pipelineSpec");
        if (!(recorded instanceof ObjectNode definition)) {
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

    /** A param may say whether a failure is ignored. */
    private ObjectNode withResolvedOnError(ObjectNode task) {
        JsonNode onError =
                resolvedTasks.getOrDefault(Fields.text(task, "name"), task).path("onError");
        return onError.isString() ? Rewritten.of(task).set("onError", onError).object() : task;
    }

    /** Whether any attempt got as far as creating a child. */
    boolean hasChildren() {
        return attempts.stream().anyMatch(Attempt::hasChildren);
    }

    /** Whether any attempt got as far as creating a child of the task. */
    boolean hasExecuted(String task) {
        return attempts.stream().anyMatch(attempt -> attempt.hasExecuted(task));
    }

    /** What became of every task of the spec: the latest attempt that was to run it counts. */
    TaskRecords records(BaseSpec spec) {
        List<TaskRecord> records = new ArrayList<>(spec.tasks().size());
        for (SpecTask task : spec.tasks()) {
            TaskRecord record = root().record(task);
            for (Attempt retry : attempts.subList(1, attempts.size())) {
                if (retry.has(task.name())) {
                    record = merged(task, record, retry);
                }
            }
            records.add(record);
        }
        return new TaskRecords(records);
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
