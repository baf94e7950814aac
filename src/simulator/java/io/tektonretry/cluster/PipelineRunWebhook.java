package io.tektonretry.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Refuses of PipelineRuns what Tekton's webhook surely refuses, and fills in what it fills in outside the pipeline's spec. */
public final class PipelineRunWebhook implements Admission {

    private static final String DENIED =
            "admission webhook \"validation.webhook.pipeline.tekton.dev\" denied the request: validation failed: ";
    private static final int LONGEST_NAME = 63;
    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
    private static final Pattern TASK_REFERENCE =
            Pattern.compile("\\$\\((tasks|finally)\\.([\\w-]+)\\.results\\.[^)]*\\)");
    private static final Pattern STATUS_REFERENCE = Pattern.compile("\\$\\(tasks\\.([\\w-]+)\\.(status|reason)\\)");
    private static final Pattern PARAM_REFERENCE =
            Pattern.compile("\\$\\(params(?:\\.([\\w-]+)|\\[['\"]([^'\"]+)['\"]])[^)]*\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\((\\w[^)\\s]*)\\)");
    private static final Pattern KNOWN_PREFIX =
            Pattern.compile("(params|tasks|finally|context|workspaces|results)\\b.*");

    @Override
    public List<String> objections(ObjectNode object) {
        if (!object.path("kind").asString("").equals("PipelineRun")) {
            return List.of();
        }
        List<String> objections = new ArrayList<>();
        checkName(object, objections);
        for (JsonNode param : object.at("/spec/params")) {
            checkValue(param, objections);
        }
        JsonNode spec = object.at("/spec/pipelineSpec");
        if (spec.isObject()) {
            new Inline(spec, objections).check();
        }
        checkTaskRunSpecs(object.path("spec"), objections);
        fillIn(object.withObject("/spec"));
        return objections.isEmpty() ? List.of() : List.of(DENIED + String.join("\n", objections));
    }

    private static void checkName(ObjectNode object, List<String> objections) {
        if (object.at("/metadata/name").asString("").length() > LONGEST_NAME) {
            objections.add("Invalid resource name: length must be no more than 63 characters: metadata.name");
        }
    }

    private static void checkValue(JsonNode param, List<String> objections) {
        Matcher reference = TASK_REFERENCE.matcher(param.path("value").toString());
        if (reference.find()) {
            objections.add(
                    "invalid value: cannot use result expressions in [%s] as PipelineRun parameter values: spec.params[%s].value"
                            .formatted(
                                    reference
                                            .group()
                                            .substring(2, reference.group().length() - 1),
                                    param.path("name").asString("")));
        }
    }

    private static void checkTaskRunSpecs(JsonNode spec, List<String> objections) {
        JsonNode timeouts = spec.path("timeouts");
        JsonNode most = timeouts.has("tasks") ? timeouts.path("tasks") : timeouts.path("pipeline");
        for (JsonNode entry : spec.path("taskRunSpecs")) {
            String where = ": spec.taskRunSpecs[%s]"
                    .formatted(entry.path("pipelineTaskName").asString(""));
            if (most.isString()
                    && seconds(most.asString()) > 0
                    && seconds(entry.path("timeout").asString("")) > seconds(most.asString())) {
                objections.add("invalid value: %s should be <= pipeline duration %s"
                                .formatted(entry.path("timeout").asString(""), most.asString())
                        + where + ".timeout");
            }
            boolean ofSteps = entry.path("stepSpecs").valueStream().anyMatch(step -> step.has("computeResources"));
            if (entry.has("computeResources") && ofSteps) {
                objections.add("expected exactly one, got both: computeResources, stepSpecs.resources" + where);
            }
        }
    }

    private static long seconds(String duration) {
        Matcher matcher = DURATION.matcher(duration);
        return matcher.matches()
                ? 3600 * number(matcher.group(1)) + 60 * number(matcher.group(2)) + number(matcher.group(3))
                : 0;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static void fillIn(ObjectNode spec) {
        ObjectNode template = spec.withObject("/taskRunTemplate");
        if (!template.has("serviceAccountName")) {
            template.put("serviceAccountName", "default");
        }
        if (!spec.path("timeouts").has("pipeline")) {
            spec.withObject("/timeouts").put("pipeline", "1h0m0s");
        }
    }

    /** The checks of an inline pipeline. */
    private static final class Inline {

        private final JsonNode spec;
        private final List<String> objections;
        private final Set<String> tasks = new HashSet<>();
        private final Set<String> params = new HashSet<>();

        Inline(JsonNode spec, List<String> objections) {
            this.spec = spec;
            this.objections = objections;
            spec.path("tasks").forEach(task -> tasks.add(task.path("name").asString("")));
            spec.path("params").forEach(param -> params.add(param.path("name").asString("")));
        }

        void check() {
            if (spec.path("tasks").isEmpty() && !spec.path("finally").isEmpty()) {
                objections.add(
                        "expected at least one, got none: spec.pipelineSpec.tasks, spec.tasks is empty but spec.finally has %d tasks"
                                .formatted(spec.path("finally").size()));
            }
            spec.path("tasks").forEach(this::checkTask);
            spec.path("finally").forEach(this::checkFinally);
            for (JsonNode result : spec.path("results")) {
                if (result.path("value").isString()) {
                    each(TASK_REFERENCE, result, found -> {
                        if (found.group(1).equals("tasks") && !tasks.contains(found.group(2))) {
                            objections.add(
                                    "invalid value: referencing a nonexistent task: spec.pipelineSpec.results[%s].value"
                                            .formatted(result.path("name").asString("")));
                        }
                    });
                }
            }
        }

        private void checkTask(JsonNode task) {
            String name = task.path("name").asString("");
            for (JsonNode before : task.path("runAfter")) {
                requireTask(name, before.asString(""));
            }
            each(TASK_REFERENCE, references(task), found -> requireTask(name, found.group(2)));
            checkVariables(task);
        }

        private void requireTask(String task, String wanted) {
            if (!tasks.contains(wanted)) {
                objections.add(
                        "invalid value: task %s depends on %s but %2$s wasn't present in Pipeline: spec.pipelineSpec.tasks"
                                .formatted(task, wanted));
            }
        }

        private void checkFinally(JsonNode task) {
            Consumer<String> require = wanted -> {
                if (!tasks.contains(wanted)) {
                    objections.add(
                            "invalid value: pipeline task %s is not defined in the pipeline: spec.pipelineSpec.finally"
                                    .formatted(wanted));
                }
            };
            each(STATUS_REFERENCE, task.path("params"), found -> require.accept(found.group(1)));
            each(STATUS_REFERENCE, task.path("when"), found -> require.accept(found.group(1)));
            each(TASK_REFERENCE, references(task), found -> require.accept(found.group(2)));
            checkVariables(task);
        }

        /** The input of a condition is a text. */
        private void checkInputs(JsonNode task) {
            for (JsonNode when : task.path("when")) {
                String input = when.path("input").asString("");
                if (input.startsWith("$(params.") && input.endsWith("[*])")) {
                    objections.add("variable type invalid in \"%s\": spec.pipelineSpec.tasks[%s].when.input"
                            .formatted(input, task.path("name").asString("")));
                }
            }
        }

        private void checkVariables(JsonNode task) {
            checkInputs(task);
            for (String field : List.of("params", "when", "matrix")) {
                each(PARAM_REFERENCE, task.path(field), found -> {
                    String param = found.group(1) == null ? found.group(2) : found.group(1);
                    if (!params.contains(param)) {
                        objections.add("non-existent variable in \"%s\": spec.pipelineSpec.tasks[%s].%s"
                                .formatted(found.group(), task.path("name").asString(""), field));
                    }
                });
                each(VARIABLE, task.path(field), found -> {
                    if (!KNOWN_PREFIX.matcher(found.group(1)).matches()) {
                        objections.add(
                                ("invalid value: invalid variable reference \"%s\", must start with a valid prefix: params, tasks,"
                                                + " finally, context, workspaces, or results; if you meant a shell variable, use ${VAR}"
                                                + " instead: spec.pipelineSpec.tasks[%s].%s")
                                        .formatted(
                                                found.group(), task.path("name").asString(""), field));
                    }
                });
            }
        }

        private static ObjectNode references(JsonNode task) {
            ObjectNode fields = ((ObjectNode) task).objectNode();
            for (String field : List.of("params", "when", "matrix")) {
                fields.set(field, task.path(field));
            }
            fields.set("steps", task.path("taskSpec").path("steps"));
            fields.set("sidecars", task.path("taskSpec").path("sidecars"));
            return fields;
        }

        private static void each(Pattern pattern, JsonNode node, Consumer<Matcher> use) {
            Matcher matcher = pattern.matcher(node.toString());
            while (matcher.find()) {
                use.accept(matcher);
            }
        }
    }
}
