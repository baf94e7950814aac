package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The params of a pipeline in a retry: those of the root, changed by earlier retries and by the caller.
 *
 * @param isKnown whether the pipeline is known
 * @param declared its declared params, by name
 * @param ofRoot values of the root, including defaults
 * @param before values in the lineage so far
 * @param now values in the retry
 * @param asked values that the caller gives
 */
record GivenParams(
        boolean isKnown,
        Map<String, JsonNode> declared,
        Map<String, JsonNode> ofRoot,
        Map<String, JsonNode> before,
        Map<String, JsonNode> now,
        Map<String, JsonNode> asked) {

    /** The params of a retry of the lineage. */
    static GivenParams of(Lineage lineage, JsonNode pipeline, Map<String, JsonNode> asked) {
        ObjectNode base = lineage.base().run();
        Identity identity = new Identity(base);
        Map<String, JsonNode> declared = byName(Fields.list(pipeline, "params").stream(), param -> param);
        Map<String, JsonNode> ofRoot = new LinkedHashMap<>();
        declared.forEach((name, param) -> {
            if (param.has("default")) {
                ofRoot.put(name, param.path("default"));
            }
        });
        ofRoot.putAll(byName(
                Fields.objects(base.path("spec"), "params").stream()
                        .map(identity::withFrozenValue)
                        .map(JsonNode.class::cast),
                param -> param.path("value")));
        Map<String, JsonNode> before = new LinkedHashMap<>(ofRoot);
        if (base.path("spec").path("pipelineSpec").isObject()) {
            lineage.attempts().stream()
                    .skip(lineage.attempts().indexOf(lineage.base()) + 1L)
                    .forEach(retry -> Fields.list(retry.run().path("spec"), "params")
                            .forEach(param -> take(
                                    PipelinesAsCode.withSecretOf(lineage.base(), retry, param), declared, before)));
        }
        Map<String, JsonNode> now = new LinkedHashMap<>(before);
        asked.forEach((name, value) -> {
            ObjectNode param = JsonNodeFactory.instance.objectNode().put("name", name);
            param.set("value", value);
            now.put(name, identity.withFrozenValue(param).path("value"));
        });
        return new GivenParams(pipeline.isObject(), declared, ofRoot, before, now, asked);
    }

    /** Skips the retry's own params, which the pipeline does not declare. */
    private static void take(JsonNode param, Map<String, JsonNode> declared, Map<String, JsonNode> values) {
        String name = Fields.text(param, "name");
        if (declared.containsKey(name) || values.containsKey(name)) {
            values.put(name, param.path("value"));
        }
    }

    private static Map<String, JsonNode> byName(
            Stream<JsonNode> params, java.util.function.Function<JsonNode, JsonNode> value) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        params.forEach(param -> found.put(Fields.text(param, "name"), value.apply(param)));
        return found;
    }

    /** Names of the params whose values differ from before. */
    Set<String> changed() {
        return differing(before);
    }

    /** Names of the params whose values differ, or differed before, from the root's. */
    Set<String> unlikeRoot() {
        Set<String> unlike = differing(ofRoot);
        unlike.addAll(changed());
        return unlike;
    }

    private Set<String> differing(Map<String, JsonNode> values) {
        return now.entrySet().stream()
                .filter(param -> !Objects.equals(values.get(param.getKey()), param.getValue()))
                .map(Map.Entry::getKey)
                .collect(toCollection(TreeSet::new));
    }

    /** The changed params, for the plan. */
    List<PlannedParam> planned() {
        return changed().stream()
                .map(name -> new PlannedParam(name, Objects.requireNonNull(now.get(name)), before.get(name)))
                .toList();
    }

    /** The {@code params} of the root with the retry's changes. */
    ArrayNode in(JsonNode params) {
        Map<String, JsonNode> values = new TreeMap<>(now);
        values.keySet().retainAll(unlikeRoot());
        return with(params, values);
    }

    /** The {@code params} of the root with the caller's values, for a run that keeps nothing else of the lineage. */
    ArrayNode anew(JsonNode params) {
        return with(params, new TreeMap<>(asked));
    }

    private static ArrayNode with(JsonNode params, Map<String, JsonNode> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (JsonNode param : params) {
            JsonNode value = values.remove(Fields.text(param, "name"));
            list.add(
                    value != null && param instanceof ObjectNode object
                            ? Rewritten.of(object).set("value", value).object()
                            : param);
        }
        values.forEach((name, value) -> list.addObject().put("name", name).set("value", value));
        return list;
    }

    /** The tasks as the root resolved them; tasks that now read other values are resolved again. */
    Map<String, JsonNode> resolved(Map<String, JsonNode> ofRoot, BaseSpec spec, ParamReaders readers) {
        if (unlikeRoot().isEmpty()) {
            return ofRoot;
        }
        ParamValues values = new ParamValues(now);
        Map<String, JsonNode> resolved = new LinkedHashMap<>(ofRoot);
        spec.tasks().stream()
                .filter(task -> readers.reads(task, unlikeRoot()))
                .forEach(task -> resolved.put(task.name(), values.in(task.definition())));
        return resolved;
    }

    /** Refuses params for tasks in which the earlier values are already substituted. */
    @Nullable
    Refusal refusalOfResolved(String run, ObjectNode base) {
        return asked.isEmpty() || base.path("spec").path("pipelineSpec").isObject()
                ? null
                : Refusal.of(
                        RefusalCode.DEFINITION_UNKNOWN,
                        "The params of %s can't be changed, because its pipeline comes from a resolver, or was changed or deleted since, and is recorded only with the params already substituted; start it again with other params"
                                .formatted(run));
    }

    /** Why a definition does not fit the param values of the lineage; null when it does. */
    @Nullable
    Refusal refusalOfDefinition(String run) {
        List<String> faults = new ArrayList<>();
        declared.forEach((name, param) -> {
            JsonNode value = now.get(name);
            if (value == null) {
                faults.add("%s is new and has no default".formatted(name));
            } else if (!asked.containsKey(name) && !value.equals(param.path("default"))) {
                String fault = fault(name, value);
                if (fault != null) {
                    faults.add(fault);
                }
            }
        });
        return faults.isEmpty()
                ? null
                : Refusal.of(
                        RefusalCode.INVALID_INPUT,
                        "The recorded params of %s do not fit its current pipeline; give values that fit in params: %s"
                                .formatted(run, String.join("; ", faults)));
    }

    /** Why the caller's values are refused; null when they are accepted. */
    @Nullable
    Refusal refusal(String run) {
        List<String> faults = new ArrayList<>();
        asked.forEach((name, value) -> {
            String fault = fault(name, value);
            if (fault != null) {
                faults.add(fault);
            }
        });
        return faults.isEmpty()
                ? null
                : Refusal.of(
                        RefusalCode.INVALID_INPUT,
                        "The params given for %s do not fit its pipeline: %s"
                                .formatted(
                                        run,
                                        String.join(
                                                "; ", faults.stream().sorted().toList())));
    }

    private @Nullable String fault(String name, JsonNode value) {
        JsonNode param = declared.get(name);
        JsonNode earlier = before.get(name);
        if (param == null && earlier == null && isKnown) {
            return "it has no param %s; its params are %s"
                    .formatted(
                            name,
                            Stream.concat(declared.keySet().stream(), before.keySet().stream())
                                    .distinct()
                                    .sorted()
                                    .collect(joining(", ")));
        }
        RecordedValue given = new RecordedValue(value);
        String type = param == null && earlier == null ? given.type() : type(param, earlier);
        if (!given.type().equals(type) || !hasTexts(value)) {
            return "%s takes %s"
                    .formatted(
                            name,
                            switch (type) {
                                case "array" -> "a list of strings";
                                case "object" -> "an object of strings";
                                default -> "a string";
                            });
        }
        if (given.holdsVariable(variable -> variable.startsWith("tasks.") || variable.startsWith("finally."))) {
            return "%s refers to a task, which is not possible in a param of a run".formatted(name);
        }
        return param == null ? null : faultOf(param, name, value);
    }

    private static @Nullable String faultOf(JsonNode param, String name, JsonNode value) {
        List<String> allowed = Fields.texts(param, "enum");
        if (!allowed.isEmpty() && !allowed.contains(value.stringValue(""))) {
            return "%s must be one of %s".formatted(name, String.join(", ", allowed));
        }
        List<String> missing = param.path("properties")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> value.isObject()
                        && !value.has(key)
                        && !param.path("default").has(key))
                .toList();
        return missing.isEmpty() ? null : "%s lacks %s".formatted(name, String.join(", ", missing));
    }

    private static String type(@Nullable JsonNode param, @Nullable JsonNode earlier) {
        String declared = param == null ? "" : Fields.text(param, "type");
        if (!declared.isEmpty()) {
            return declared;
        }
        if (param != null && param.has("properties")) {
            return "object";
        }
        JsonNode example = param != null && param.has("default") ? param.path("default") : earlier;
        return example == null ? "string" : RecordedValue.of(example).type();
    }

    private static boolean hasTexts(JsonNode value) {
        return value.isString() || (value.isContainer() && value.valueStream().allMatch(JsonNode::isString));
    }
}
