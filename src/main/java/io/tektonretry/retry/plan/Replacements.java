package io.tektonretry.retry.plan;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Replaces references to tasks that are not in the retry by their recorded values. */
final class Replacements {

    private final BaseSpec spec;
    private final TaskRecords records;
    private final Supply supply;
    private final Selection selection;
    private final @Nullable String aggregate;
    private final Map<String, JsonNode> resolved;
    private final RetryParams params;
    private final Set<String> unrepresentable = new TreeSet<>();
    private boolean aggregateLeft;

    /**
     * Replacements for one retry.
     *
     * @param spec spec of the referenced tasks
     * @param selection the tasks that are in the retry
     * @param aggregate value of {@code $(tasks.status)}; null when Tekton computes it
     * @param resolved tasks as the root resolved them
     */
    Replacements(
            BaseSpec spec,
            TaskRecords records,
            Selection selection,
            @Nullable String aggregate,
            Map<String, JsonNode> resolved,
            RetryParams params) {
        this.spec = spec;
        this.records = records;
        this.supply = new Supply(records);
        this.selection = selection;
        this.aggregate = aggregate;
        this.resolved = resolved;
        this.params = params;
    }

    /**
     * The text with its references replaced; names of the params that it needs are added to {@code injected}.
     *
     * @param reach scope of the task of the text
     */
    String apply(SubstitutionScope reach, SubstitutionSite place, String text, Set<String> injected) {
        boolean alone = Variables.isOne(text);
        return Variables.replace(text, name -> {
            if (AggregateStatus.VARIABLE.equals(name)) {
                aggregateLeft |= place.takesStates();
                return place.takesStates() ? aggregate : null;
            }
            Reference reference = Reference.parse(name);
            if (reference == null || !reach.replaces(place, reference)) {
                return null;
            }
            SpecTask producer = spec.task(reference.task());
            return producer != null && selection.isRemoved(producer)
                    ? replacement(new SpecTask.Use(place, reference, alone, producer.position()), injected)
                    : liveNumber(reference);
        });
    }

    /** Tasks whose recorded values cannot be used where they are needed. */
    Set<String> unrepresentable() {
        return unrepresentable;
    }

    /** Whether {@code $(tasks.status)} is left for Tekton to compute. */
    boolean leavesAggregate() {
        return aggregateLeft && aggregate == null;
    }

    private @Nullable String replacement(SpecTask.Use use, Set<String> injected) {
        if (supply.shortage(use) != null) {
            unrepresentable.add(use.reference().task());
            return null;
        }
        return value(use, use.reference(), records.of(use), injected);
    }

    private @Nullable String value(SpecTask.Use use, Reference reference, TaskRecord record, Set<String> injected) {
        if (reference instanceof Reference.Result result) {
            return result(use, result, record, injected);
        }
        if (reference instanceof Reference.ArtifactsOf artifacts) {
            return artifacts(use, artifacts, record, injected);
        }
        if (reference instanceof Reference.Status) {
            return record.status();
        }
        if (reference instanceof Reference.Reason) {
            return record.reason();
        }
        if (reference instanceof Reference.ResultCount count) {
            return String.valueOf(record.count(count.result()));
        }
        return String.valueOf(combinations(reference.task(), record));
    }

    private @Nullable String result(
            SpecTask.Use use, Reference.Result reference, TaskRecord record, Set<String> injected) {
        RecordedValue value = record.results().get(reference.result());
        if (value == null) {
            return null;
        }
        if (use.place() == SubstitutionSite.MATRIX_DISPLAY_NAME) {
            return reference.selector().pick(value);
        }
        String spelled = reference.selector().spelledFor(value);
        if (use.place().takesTextOfLists() && "[*]".equals(spelled)) {
            return Variables.of("params." + bring(use, reference.result() + " json", value.asJsonText(), injected));
        }
        return Variables.of("params." + bring(use, reference.result(), value, injected) + spelled);
    }

    private @Nullable String artifacts(
            SpecTask.Use use, Reference.ArtifactsOf reference, TaskRecord record, Set<String> injected) {
        RecordedValue value = Artifacts.of(record, reference);
        String category = reference.category();
        String what = reference.direction() + (category == null ? "" : "-" + category);
        return value == null ? null : Variables.of("params." + bring(use, what, value, injected));
    }

    private String bring(SpecTask.Use use, String what, RecordedValue value, Set<String> injected) {
        RetryParams.Origin origin =
                new RetryParams.Origin(use.producer(), use.reference().task(), what);
        String name = params.bring(origin, value).name();
        injected.add(name);
        return name;
    }

    /** Tekton counts a list that is the result of a task as one element; a param would be counted by its length. */
    private @Nullable String liveNumber(Reference reference) {
        if (!(reference instanceof Reference.Combinations)) {
            return null;
        }
        JsonNode matrix = resolved.getOrDefault(reference.task(), MissingNode.getInstance())
                .path("matrix");
        return mentionsRemoved(matrix) ? String.valueOf(MatrixShape.count(matrix)) : null;
    }

    private int combinations(String task, TaskRecord record) {
        JsonNode matrix = resolved.getOrDefault(task, record.skipped()).path("matrix");
        return matrix.isObject() ? MatrixShape.count(matrix) : record.cells().size();
    }

    private boolean mentionsRemoved(JsonNode matrix) {
        return Variables.any(matrix.toString(), name -> {
            Reference reference = Reference.parse(name);
            return reference != null && selection.isRemoved(spec.task(reference.task()));
        });
    }
}
