package io.tektonretry.cluster.tekton;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The results that the finished tasks of a run have written. */
final class TaskResults {

    private final Map<String, JsonNode> values = new HashMap<>();
    private final Map<String, PipelineTaskState> tasks = new HashMap<>();
    private final IdentityHashMap<ObjectNode, Optional<Missing>> missing = new IdentityHashMap<>();

    TaskResults(Collection<PipelineTaskState> tasks) {
        for (PipelineTaskState task : tasks) {
            this.tasks.put(task.name(), task);
            if (task.isSuccessful() || task.isFailure()) {
                collect(task);
            }
        }
    }

    Map<String, JsonNode> values() {
        return values;
    }

    private void collect(PipelineTaskState task) {
        String root = (task.isFinally() ? "finally." : "tasks.") + task.name();
        if (!task.isMatrixed()) {
            results(task.children().get(0)).forEach(result -> values.put(name(root, result), value(result)));
            return;
        }
        values.put(
                root + ".matrix.length",
                Json.text(Integer.toString(task.children().size())));
        Map<String, List<JsonNode>> lists = new HashMap<>();
        task.children().stream()
                .sorted(Comparator.comparing(child -> Json.name(child.path("metadata"))))
                .flatMap(TaskResults::results)
                .forEach(result -> lists.computeIfAbsent(Json.name(result), name -> new java.util.ArrayList<>())
                        .add(result.path("value")));
        lists.forEach((name, list) -> {
            values.put(root + ".results." + name, Json.array(list));
            values.put(root + ".matrix." + name + ".length", Json.text(Integer.toString(list.size())));
        });
    }

    private static Stream<JsonNode> results(ObjectNode child) {
        return Json.stream(child.path("status").path("results"));
    }

    private static String name(String root, JsonNode result) {
        return root + ".results." + Json.name(result);
    }

    /** A result of a CustomRun is text; text that is a JSON list of texts is a list. */
    private static JsonNode value(JsonNode result) {
        JsonNode value = result.path("value");
        if (!result.has("type") && value.isString() && value.stringValue().startsWith("[")) {
            try {
                JsonNode parsed = JsonMapper.shared().readTree(value.stringValue());
                return parsed.isArray() && !parsed.isEmpty() ? parsed : value;
            } catch (JacksonException e) {
                return value;
            }
        }
        return value;
    }

    /** Why the references of a pipeline task can't be resolved, with the task at fault. */
    Optional<Missing> missing(PipelineTaskState consumer) {
        return missing.computeIfAbsent(consumer.task(), task -> find(consumer));
    }

    private Optional<Missing> find(PipelineTaskState consumer) {
        List<ResultReference> references = ResultReference.ofPipelineTask(consumer.task());
        if (references.isEmpty()) {
            return Optional.empty();
        }
        return references.stream()
                .flatMap(reference -> missing(reference, consumer.name()).stream())
                .findFirst()
                .or(() -> broughtInByAResult(consumer));
    }

    /** Text of a result that looks like a reference is taken for one. */
    private Optional<Missing> broughtInByAResult(PipelineTaskState consumer) {
        JsonNode resolved = new Substitution(values).applyToFields(consumer.task());
        return ResultReference.ofPipelineTask(resolved).stream()
                .filter(reference -> !tasks.containsKey(reference.task()))
                .findFirst()
                .flatMap(reference -> missing(
                        reference,
                        "Result reference error: Could not find ref \"%s\" in internal pipelineRunState",
                        consumer.name()));
    }

    private Optional<Missing> missing(ResultReference reference, String consumer) {
        PipelineTaskState producer = tasks.get(reference.task());
        if (producer == null) {
            return missing(reference, "Could not find ref \"%s\" in internal pipelineRunState", consumer);
        }
        if (!producer.isSuccessful() && !producer.isFailure()) {
            return missing(reference, "task \"%s\" referenced by result was not successful", consumer);
        }
        if (new Substitution(values).value(reference.variable()) == null) {
            return missing(
                    reference,
                    producer.isSuccessful()
                            ? "task \"%s\" completed successfully but did not emit the result \"%s\", which is referenced by task \"%s\""
                            : "task \"%s\" failed and did not emit the result \"%s\", which is referenced by task \"%s\"",
                    consumer);
        }
        return Optional.empty();
    }

    private static Optional<Missing> missing(ResultReference reference, String message, String consumer) {
        return Optional.of(
                new Missing(reference.task(), message.formatted(reference.task(), reference.result(), consumer)));
    }

    /** A reference without a value. */
    record Missing(String producer, String message) {}
}
