package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.Reference.Selector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The results of a pipeline over all attempts of a lineage. A retry cannot compute those of reused tasks, so they are
 * computed here, by the rules of Tekton's {@code ApplyTaskResultsToPipelineResults}.
 */
public final class LineageResults {

    private final BaseSpec spec;
    private final TaskRecords records;

    private LineageResults(BaseSpec spec, TaskRecords records) {
        this.spec = spec;
        this.records = records;
    }

    /**
     * The values by name, in the order of the pipeline. A result that refers to a missing value is left out; without a
     * spec of the root, all are.
     *
     * @param lineage the root first, then its retries in order
     */
    public static Map<String, JsonNode> of(List<AttemptDocuments> lineage) {
        Lineage attempts = Lineage.of(lineage);
        try {
            BaseSpec spec = attempts.baseSpec();
            return new LineageResults(spec, attempts.records(spec))
                    .values(Fields.objects(spec.definition(), "results"));
        } catch (UnusableSpecException e) {
            return Map.of();
        }
    }

    private Map<String, JsonNode> values(List<ObjectNode> declared) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (ObjectNode result : declared) {
            List<Reference> references = PipelineResults.references(result);
            if (!references.isEmpty() && references.stream().allMatch(this::isWritten)) {
                values.put(Fields.text(result, "name"), value(result.path("value")));
            }
        }
        return values;
    }

    private boolean isWritten(Reference reference) {
        return reference instanceof Reference.Result result
                && recorded(result)
                        .filter(value -> isWhole(result, value) || picked(result, value) != null)
                        .isPresent();
    }

    private static boolean isWhole(Reference.Result result, RecordedValue value) {
        return value.isObject()
                ? !(result.selector() instanceof Selector.Key)
                : value.isList() && result.selector() instanceof Selector.Star;
    }

    /** Every selector except a key applies to a text; a list without a selector stands for its first element. */
    private static @Nullable String picked(Reference.Result result, RecordedValue value) {
        if (value.isText()) {
            return result.selector() instanceof Selector.Key
                    ? null
                    : value.json().stringValue();
        }
        Selector selector = value.isList() && result.selector() instanceof Selector.Whole
                ? new Selector.Index(0)
                : result.selector();
        return selector.pick(value);
    }

    private JsonNode value(JsonNode declared) {
        if (declared instanceof ArrayNode elements) {
            ArrayNode values = JsonNodeFactory.instance.arrayNode();
            elements.forEach(element -> append(values, element));
            return values;
        }
        if (declared instanceof ObjectNode object) {
            ObjectNode values = JsonNodeFactory.instance.objectNode();
            object.forEachEntry((key, text) -> values.put(key, text(text.asString(""))));
            return values;
        }
        String text = declared.asString("");
        return whole(text).map(RecordedValue::json).orElseGet(() -> StringNode.valueOf(text(text)));
    }

    /** An element that refers to a whole list is replaced by the elements of that list. */
    private void append(ArrayNode values, JsonNode element) {
        String text = element.asString("");
        whole(text)
                .filter(RecordedValue::isList)
                .ifPresentOrElse(list -> list.json().forEach(values::add), () -> values.add(text(text)));
    }

    private String text(String text) {
        return Variables.replace(
                text,
                name -> Reference.parse(name) instanceof Reference.Result result
                        ? recorded(result).map(value -> picked(result, value)).orElse(null)
                        : null);
    }

    /** The list or object that the whole text refers to. */
    private Optional<RecordedValue> whole(String text) {
        return Variables.isOne(text)
                        && Reference.parse(text.substring(2, text.length() - 1)) instanceof Reference.Result result
                ? recorded(result).filter(value -> isWhole(result, value))
                : Optional.empty();
    }

    /**
     * In pipeline results, a result of a custom task is a text, even one that other tasks read as a list; a matrix of
     * custom tasks has no results.
     */
    private Optional<RecordedValue> recorded(Reference.Result result) {
        SpecTask task = spec.task(result.task());
        if (task == null) {
            return Optional.empty();
        }
        TaskRecord record = records.of(task);
        if (!record.isCustom()) {
            return Optional.ofNullable(record.results().get(result.result()));
        }
        return record.cells().size() == 1
                ? Optional.ofNullable(record.cells().get(0).child().written().get(result.result()))
                : Optional.empty();
    }
}
