package io.tektonretry.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A recorded run that is to be executed again: as it was applied, with a script of what its children did. */
record RecordedRun(RecordedScenario root, RecordedScenario scenario, String file) {

    static RecordedRun given(String name) {
        RecordedScenario root = RecordedScenario.named(name);
        return new RecordedRun(root, root, "given.yaml");
    }

    static RecordedRun retry(String name) {
        RecordedScenario root = RecordedScenario.named(name);
        return new RecordedRun(root, root.part("retry"), "retry.yaml");
    }

    List<ObjectNode> definitions() {
        return root.definitions();
    }

    String essence() {
        return essence(scenario.pipelineRun(), scenario.children());
    }

    /** The run under the name and uid of the recording, as the webhook let it in. */
    ObjectNode asApplied() {
        ObjectNode run = applied().deepCopy();
        ObjectNode recorded = scenario.pipelineRun();
        run.put("apiVersion", "tekton.dev/v1");
        ObjectNode metadata = run.withObject("/metadata");
        metadata.set("name", recorded.at("/metadata/name"));
        metadata.set("uid", recorded.at("/metadata/uid"));
        metadata.set("namespace", recorded.at("/metadata/namespace"));
        run.remove("status");
        new PipelineRunWebhook().objections(run);
        ObjectNode annotations = metadata.withObject("/annotations");
        annotations.put("demo.tektonretry.io/outcomes", outcomes().toString());
        annotations.put("demo.tektonretry.io/results", results().toString());
        return run;
    }

    private ObjectNode applied() {
        return root.documents(file).stream()
                .filter(object -> object.path("kind").asString("").equals("PipelineRun"))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode outcomes() {
        ObjectNode outcomes = JsonNodeFactory.instance.objectNode();
        scriptKeys().forEach((key, child) -> {
            ArrayNode attempts = outcomes.putArray(key);
            child.at("/status/retriesStatus").forEach(attempt -> attempts.add(outcome(attempt)));
            attempts.add(outcome(child.path("status")));
        });
        return outcomes;
    }

    private static String outcome(JsonNode status) {
        String reason = status.at("/conditions/0/reason").asString("");
        return switch (status.at("/conditions/0/status").asString("")) {
            case "True" -> "Succeeded";
            case "Unknown" -> "Never";
            default ->
                switch (reason) {
                    case "StepFailed", "FailureIgnored" -> "Failed";
                    case "TaskRunCancelled", "CustomRunCancelled" -> "Cancelled";
                    case "TaskRunTimeout", "CustomRunTimedOut" -> "Timeout";
                    default -> reason;
                };
        };
    }

    private ObjectNode results() {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        scriptKeys().forEach((key, child) -> {
            ObjectNode byName = results.putObject(key);
            child.at("/status/results")
                    .forEach(result -> byName.set(result.path("name").asString(), result.path("value")));
        });
        return results;
    }

    /** The children by task, those of a matrix by task and number. */
    private Map<String, ObjectNode> scriptKeys() {
        Map<String, ObjectNode> keys = new HashMap<>();
        for (JsonNode reference : scenario.pipelineRun().at("/status/childReferences")) {
            String task = reference.path("pipelineTaskName").asString();
            ObjectNode child = child(reference.path("name").asString());
            Matcher combination = Pattern.compile(".*-(" + task + "-\\d+)")
                    .matcher(child.at("/metadata/name").asString());
            keys.put(combination.matches() ? combination.group(1) : task, child);
        }
        return keys;
    }

    private ObjectNode child(String name) {
        return scenario.children().stream()
                .filter(child -> child.at("/metadata/name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What the simulation must agree on with Tekton. */
    static String essence(ObjectNode run, List<ObjectNode> children) {
        ObjectNode essence = JsonNodeFactory.instance.objectNode();
        ObjectNode status = essence.putObject("run");
        for (String field : List.of("childReferences", "skippedTasks", "results", "pipelineSpec")) {
            copy(run.path("status"), status, field);
        }
        status.set("condition", condition(run.path("status"), true));
        status.put("finally", run.path("status").has("finallyStartTime"));
        status.set("pipeline", run.at("/metadata/labels").path("tekton.dev/pipeline"));
        ObjectNode byName = essence.putObject("children");
        children.stream()
                .sorted(Comparator.comparing(child -> child.at("/metadata/name").asString()))
                .forEach(child -> byName.set(child.at("/metadata/name").asString(), essence(child)));
        return JsonMapper.builder()
                .enable(tools.jackson.databind.SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(sorted(essence));
    }

    private static ObjectNode essence(ObjectNode child) {
        ObjectNode essence = JsonNodeFactory.instance.objectNode();
        copy(child, essence, "kind");
        for (String field : List.of(
                "params",
                "retries",
                "taskRef",
                "taskSpec",
                "customRef",
                "timeout",
                "workspaces",
                "status",
                "statusMessage",
                "serviceAccountName")) {
            copy(child.path("spec"), essence, field);
        }
        copy(child.path("status"), essence, "results");
        if (child.path("kind").asString("").equals("TaskRun")) {
            copy(child.path("status"), essence, "podName");
        }
        ObjectNode condition = condition(child.path("status"), false);
        if (isSuccessOfCustomRun(child)) {
            // The simulation knows no custom reason of a success.
            condition.remove("reason");
        }
        essence.set("condition", condition);
        ArrayNode attempts = essence.putArray("attempts");
        child.at("/status/retriesStatus").forEach(attempt -> attempts.add(condition(attempt, false)));
        essence.set("labels", child.at("/metadata/labels"));
        ArrayNode owners = essence.putArray("owners");
        child.at("/metadata/ownerReferences").forEach(owners::add);
        return essence;
    }

    private static boolean isSuccessOfCustomRun(ObjectNode child) {
        return child.path("kind").asString("").equals("CustomRun")
                && child.at("/status/conditions/0/status").asString("").equals("True");
    }

    private static ObjectNode condition(JsonNode status, boolean withMessage) {
        ObjectNode condition = JsonNodeFactory.instance.objectNode();
        copy(status.at("/conditions/0"), condition, "status");
        copy(status.at("/conditions/0"), condition, "reason");
        if (withMessage) {
            copy(status.at("/conditions/0"), condition, "message");
        }
        return condition;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        if (from.has(field)) {
            to.set(field, from.path(field));
        }
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode sorted = JsonNodeFactory.instance.objectNode();
            object.propertyNames().stream().sorted().forEach(name -> sorted.set(name, sorted(object.path(name))));
            return sorted;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> sorted.add(sorted(element)));
            return sorted;
        }
        return node;
    }
}
