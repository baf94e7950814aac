package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.TaskOverride.ComputeResources;
import io.tektonretry.retry.plan.TaskOverride.ResourceQuantity;
import io.tektonretry.retry.plan.TaskOverride.Toleration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes overrides into {@code taskRunSpecs}. Tekton prefers these to the task's own values; a node selector or
 * tolerations there also replace those in {@code taskRunTemplate}, so these are copied ({@code
 * MergePodTemplateWithDefault}).
 */
final class Overrides {

    private static final String POD_TEMPLATE = "podTemplate";
    private static final String TIMEOUT = "timeout";
    private static final String COMPUTE = "computeResources";

    private Overrides() {}

    /**
     * The entries with the overrides applied.
     *
     * @param entries entries of the tasks in the retry
     * @param spec spec of the root, with its {@code taskRunTemplate}
     */
    static ArrayNode in(List<ObjectNode> entries, List<TaskOverride> overrides, JsonNode spec) {
        Map<String, ObjectNode> byTask = new LinkedHashMap<>();
        entries.forEach(entry -> byTask.put(Fields.text(entry, "pipelineTaskName"), entry));
        JsonNode template = spec.path("taskRunTemplate").path(POD_TEMPLATE);
        for (TaskOverride override : overrides) {
            ObjectNode entry = byTask.get(override.task());
            byTask.put(override.task(), overridden(entry, override, template));
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        byTask.values().forEach(list::add);
        return list;
    }

    private static ObjectNode overridden(@Nullable ObjectNode recorded, TaskOverride override, JsonNode template) {
        ObjectNode entry = recorded == null ? JsonNodeFactory.instance.objectNode() : recorded.deepCopy();
        entry.put("pipelineTaskName", override.task());
        Duration timeout = override.timeout();
        if (timeout != null) {
            entry.put(TIMEOUT, timeout.plusMillis(999).toSeconds() + "s");
        }
        if (override.serviceAccountName() != null) {
            entry.put("serviceAccountName", override.serviceAccountName());
        }
        ComputeResources resources = override.computeResources();
        if (resources != null && !resources.isEmpty()) {
            dropOfSteps(entry);
            ObjectNode compute = entry.withObjectProperty(COMPUTE);
            put(compute, "requests", resources.requests());
            put(compute, "limits", resources.limits());
        }
        if (!override.nodeSelector().isEmpty()) {
            ObjectNode selector = inherited(entry, "nodeSelector", template) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
            override.nodeSelector().forEach(label -> selector.put(label.key(), label.value()));
            entry.withObjectProperty(POD_TEMPLATE).set("nodeSelector", selector);
        }
        if (!override.tolerations().isEmpty()) {
            ArrayNode tolerations = inherited(entry, "tolerations", template) instanceof ArrayNode array
                    ? array
                    : JsonNodeFactory.instance.arrayNode();
            override.tolerations().forEach(toleration -> add(json(toleration), tolerations));
            entry.withObjectProperty(POD_TEMPLATE).set("tolerations", tolerations);
        }
        return entry;
    }

    private static JsonNode inherited(ObjectNode entry, String field, JsonNode template) {
        JsonNode own = entry.path(POD_TEMPLATE).path(field);
        return own.isMissingNode() || own.isNull() ? template.path(field).deepCopy() : own.deepCopy();
    }

    private static void add(ObjectNode toleration, ArrayNode list) {
        if (list.valueStream().noneMatch(toleration::equals)) {
            list.add(toleration);
        }
    }

    private static ObjectNode json(Toleration toleration) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "key", toleration.key());
        json.put("operator", toleration.operator().name);
        put(json, "value", toleration.value());
        if (toleration.effect() != null) {
            json.put("effect", toleration.effect().name);
        }
        if (toleration.tolerationSeconds() != null) {
            json.put("tolerationSeconds", toleration.tolerationSeconds());
        }
        return json;
    }

    private static void put(ObjectNode json, String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            json.put(field, value);
        }
    }

    private static void put(ObjectNode compute, String field, List<ResourceQuantity> quantities) {
        if (!quantities.isEmpty()) {
            ObjectNode amounts = compute.withObjectProperty(field);
            quantities.forEach(quantity -> amounts.put(quantity.name(), quantity.quantity()));
        }
    }

    /** Resources of a task and of its steps exclude each other ({@code validateTaskRunComputeResources}). */
    private static void dropOfSteps(ObjectNode entry) {
        List<ObjectNode> steps = new ArrayList<>();
        for (ObjectNode step : Fields.objects(entry, "stepSpecs")) {
            step.remove(COMPUTE);
            if (step.size() > 1) {
                steps.add(step);
            }
        }
        if (steps.isEmpty()) {
            entry.remove("stepSpecs");
        } else {
            entry.putArray("stepSpecs").addAll(steps);
        }
    }

    /**
     * Sets the task's own timeout in overridden entries without one: some webhooks replace a missing timeout by the
     * cluster's default, which may exceed that of the run ({@code validatePipelineTaskRunSpecTimeouts}).
     *
     * @param own the timeout of a task by its definition; empty when it has none
     */
    static void completeTimeouts(
            JsonNode entries, List<TaskOverride> overrides, JsonNode timeouts, Function<String, String> own) {
        Duration most = Timeouts.mostOfTask(timeouts);
        if (most == null || most.isZero()) {
            return;
        }
        for (TaskOverride override : overrides) {
            ObjectNode entry = entry(entries, override.task());
            if (entry != null && !entry.has(TIMEOUT)) {
                Duration defined = Timeouts.parse(own.apply(override.task()));
                boolean fits = defined != null && !defined.isZero() && defined.compareTo(most) <= 0;
                entry.put(TIMEOUT, Timeouts.text(fits ? Objects.requireNonNull(defined) : most));
            }
        }
    }

    private static @Nullable ObjectNode entry(JsonNode entries, String task) {
        for (JsonNode entry : entries) {
            if (entry instanceof ObjectNode object && task.equals(Fields.text(object, "pipelineTaskName"))) {
                return object;
            }
        }
        return null;
    }

    /** Why the API server, or the first pod, would reject the overridden entries; null when they would not. */
    static @Nullable Refusal refusal(String run, List<TaskOverride> overrides, JsonNode spec) {
        JsonNode timeouts = spec.path("timeouts");
        Duration most = Timeouts.mostOfTask(timeouts);
        for (TaskOverride override : overrides) {
            Duration timeout = override.timeout();
            if (timeout != null && most != null && !most.isZero() && timeout.compareTo(most) > 0) {
                return invalid(
                        "the timeout of %s in overrides is longer than the %s that the run allows for its tasks; raise it with timeouts"
                                .formatted(override.task(), Timeouts.text(most)),
                        run,
                        override.task());
            }
            ObjectNode entry = entry(spec.path("taskRunSpecs"), override.task());
            JsonNode compute = entry == null ? MissingNode.getInstance() : entry.path(COMPUTE);
            String excessive = ResourceQuantities.excessive(texts(compute, "requests"), texts(compute, "limits"));
            if (excessive != null) {
                return invalid(
                        "%s would request more %s than its limit allows; set both in overrides"
                                .formatted(override.task(), excessive),
                        run,
                        override.task());
            }
        }
        return null;
    }

    private static Map<String, String> texts(JsonNode object, String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.path(field)
                .properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString("")));
        return texts;
    }

    /** Why the overrides are refused; null when they are accepted. */
    static @Nullable Refusal refusal(String run, List<TaskOverride> overrides) {
        List<String> tasks = new ArrayList<>();
        for (TaskOverride override : overrides) {
            String fault = tasks.contains(override.task()) ? "is listed twice" : OverrideValues.fault(override);
            if (fault != null) {
                return invalid("%s in overrides %s".formatted(override.task(), fault), run, override.task());
            }
            tasks.add(override.task());
        }
        return null;
    }

    /**
     * Whether the task is executed by a TaskRun, which has resources, and not by a CustomRun or a child PipelineRun.
     */
    static boolean isTaskRun(JsonNode definition) {
        JsonNode reference = definition.path("taskRef");
        String version = Fields.text(reference, "apiVersion") + Fields.text(definition.path("taskSpec"), "apiVersion");
        return !definition.has("pipelineRef")
                && !definition.has("pipelineSpec")
                && (version.isEmpty() || version.startsWith("tekton.dev/"));
    }

    static Refusal isNoTaskRun(String run, String task) {
        return invalid(
                "%s in overrides is not executed by a TaskRun, so it has no settings to override".formatted(task),
                run,
                task);
    }

    static Refusal invalid(String sentence, String run, String task) {
        return new Refusal(RefusalCode.INVALID_INPUT, "%s: %s".formatted(run, sentence), List.of(task), null);
    }
}
