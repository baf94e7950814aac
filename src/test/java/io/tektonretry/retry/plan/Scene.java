package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A lineage as Tekton would leave it, told in short.
 *
 * <p>{@code pipeline} is the spec, {@code spec} the rest of the run's spec, {@code run} its metadata, reason and status, {@code byRef} puts
 * the pipeline into the status only. {@code outcomes} tells by task how it ended: a word, a map with {@code is}, {@code results},
 * {@code reason} and the like, or a list of maps for a matrix. {@code retries} go on from there, each planned with {@code with}.
 * {@code neighbours} says what other systems want, {@code current} what the {@code pipeline} and the {@code tasks} say by now.
 */
final class Scene {

    private final JsonNode told;
    private final List<AttemptDocuments> lineage = new ArrayList<>();

    private Scene(JsonNode told) {
        this.told = told;
        lineage.add(root());
        for (JsonNode retry : Fields.list(told, "retries")) {
            lineage.add(retry(retry));
        }
    }

    static PlanInput of(JsonNode told) {
        Scene scene = new Scene(told);
        Map<String, ClaimState> claims = new HashMap<>();
        told.path("claims")
                .properties()
                .forEach(claim -> claims.put(
                        claim.getKey(), ClaimState.valueOf(claim.getValue().asString())));
        return new PlanInput(
                scene.lineage,
                Options.of(told.path("options")),
                claims,
                told.path("retryNumber").asInt(scene.lineage.size()),
                neighbours(told.path("neighbours")),
                Instant.parse(told.path("at").asString("2026-01-01T00:30:00Z")),
                current(scene.lineage, Options.of(told.path("options")), told.path("current")));
    }

    private static @Nullable CurrentDefinition current(
            List<AttemptDocuments> lineage, RetryOptions options, JsonNode told) {
        DefinitionSource source = DefinitionSource.of(lineage, options).orElse(null);
        if (source == null) {
            return null;
        }
        if (source.isResolved()) {
            return CurrentDefinition.unknown(source.unresolved());
        }
        ObjectNode pipeline = told.path("pipeline") instanceof ObjectNode object ? object : null;
        if (source.pipeline() != null && pipeline == null) {
            return CurrentDefinition.unknown(source.gone());
        }
        Map<String, ObjectNode> tasks = new HashMap<>();
        DefinitionSource.tasks(lineage, options, pipeline).stream()
                .filter(told.path("tasks")::has)
                .forEach(task -> tasks.put(task, (ObjectNode) told.path("tasks").path(task)));
        return new CurrentDefinition(pipeline, tasks, null);
    }

    private static Neighbours neighbours(JsonNode told) {
        return new Neighbours(
                Fields.texts(told, "leaveOut"),
                texts(told.path("labels")),
                texts(told.path("annotations")),
                Fields.texts(told, "finalizers"),
                new PipelinesAsCodeRules(
                        told.path("report").asBoolean(true),
                        PipelinesAsCodeRules.Queue.valueOf(told.path("queue").asString("RESPECT"))));
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new HashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asString()));
        return texts;
    }

    private AttemptDocuments root() {
        ObjectNode run = object(
                "PipelineRun",
                told.path("run").path("name").asString("orig"),
                told.path("run").path("uid").asString("u-orig"));
        copy(told.path("run").path("metadata"), (ObjectNode) run.path("metadata"));
        ObjectNode spec = run.putObject("spec");
        copy(told.path("spec"), spec);
        boolean byRef = told.path("byRef").asBoolean(false);
        if (!byRef) {
            spec.set("pipelineSpec", told.path("pipeline").deepCopy());
        } else if (!spec.has("pipelineRef")) {
            spec.putObject("pipelineRef").put("name", "pipe");
        }
        return recorded(run, told.path("run"), told.path("outcomes"), told.path("pipeline"));
    }

    private AttemptDocuments retry(JsonNode retry) {
        RetryOptions options = Options.of(retry.path("with"));
        RetryPlan plan = RetryPlanner.plan(new PlanInput(
                List.copyOf(lineage),
                options,
                Map.of(),
                lineage.size(),
                Neighbours.none(),
                Instant.EPOCH,
                current(lineage, options, retry.path("current"))));
        ObjectNode manifest = plan.manifest();
        if (manifest == null) {
            throw new IllegalArgumentException("can't be retried: " + plan.refusals());
        }
        ObjectNode run = manifest.deepCopy();
        ((ObjectNode) run.path("metadata")).put("uid", "u-r" + lineage.size());
        JsonNode inline = run.path("spec").path("pipelineSpec");
        AttemptDocuments recorded =
                recorded(run, retry, retry.path("outcomes"), inline.isObject() ? inline : told.path("pipeline"));
        return new AttemptDocuments(
                recorded.pipelineRun(), recorded.children(), recorded.goneUids(), recorded.parentUid(), plan.renewed());
    }

    private AttemptDocuments recorded(ObjectNode run, JsonNode told, JsonNode outcomes, JsonNode pipeline) {
        ObjectNode status = run.putObject("status");
        if (!told.path("unresolved").asBoolean(false)) {
            status.set("pipelineSpec", pipeline.deepCopy());
        }
        String reason = told.path("reason").asString("Failed");
        condition(status, told.path("condition").asString("False"), reason);
        copy(told.path("status"), status);
        List<ObjectNode> children = new ArrayList<>();
        ArrayNode references = status.putArray("childReferences");
        ArrayNode skipped = status.putArray("skippedTasks");
        outcomes.properties().forEach(outcome -> {
            String task = outcome.getKey();
            JsonNode value = outcome.getValue();
            if (value.isString() && value.stringValue().startsWith("SKIPPED ")) {
                skipped.addObject()
                        .put("name", task)
                        .put("reason", value.stringValue().substring(8));
            } else if (value.has("skipped")) {
                skipped.addObject()
                        .put("name", task)
                        .put("reason", value.path("skipped").stringValue())
                        .set("whenExpressions", value.path("when"));
            } else if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    child(run, task, "-" + i, value.get(i), children, references);
                }
            } else if (!value.asString("").equals("NEVER_STARTED")) {
                child(run, task, "", value, children, references);
            }
        });
        return new AttemptDocuments(run, children, Set.copyOf(Fields.texts(told, "gone")), parentUid(run));
    }

    private static @Nullable String parentUid(ObjectNode run) {
        return run.at("/metadata/ownerReferences/0/uid").stringValue(null);
    }

    private static void child(
            ObjectNode run,
            String task,
            String suffix,
            JsonNode told,
            List<ObjectNode> children,
            ArrayNode references) {
        String runName = Fields.text(run.path("metadata"), "name");
        String name = runName + "-" + task + suffix;
        String kind = told.path("kind").asString("TaskRun");
        ObjectNode reference =
                references.addObject().put("kind", kind).put("name", name).put("pipelineTaskName", task);
        if (told.has("displayName")) {
            reference.set("displayName", told.path("displayName"));
        }
        if (told.asString("").equals("UNOBSERVED")) {
            return;
        }
        ObjectNode child = object(kind, name, "u-" + name);
        ((ObjectNode) child.path("metadata"))
                .putObject("labels")
                .put(TektonKeys.PIPELINE_TASK, task)
                .put(TektonKeys.PIPELINE_RUN, runName);
        ObjectNode spec = child.putObject("spec");
        params(spec, told.path("params"));
        copy(told.path("spec"), spec);
        ended(child, told.isString() ? told.stringValue() : told.path("is").asString("SUCCEEDED"), told);
        children.add(child);
    }

    private static void ended(ObjectNode child, String outcome, JsonNode told) {
        ObjectNode status = child.putObject("status");
        String reason = told.path("reason").asString(reason(outcome));
        if (outcome.equals("TIMED_OUT_WITH_ITS_RUN")) {
            ((ObjectNode) child.path("spec"))
                    .put("statusMessage", "TaskRun cancelled as the PipelineRun it belongs to has timed out.");
        }
        boolean live = outcome.equals("LIVE");
        condition(status, live ? "Unknown" : outcome.equals("SUCCEEDED") ? "True" : "False", reason);
        status.put("startTime", "2026-01-01T00:00:00Z");
        results(status, told.path("results"), child.path("kind").asString().equals("CustomRun"));
        copy(told.path("status"), status);
    }

    private static String reason(String outcome) {
        return switch (outcome) {
            case "SUCCEEDED" -> "Succeeded";
            case "CANCELLED", "TIMED_OUT_WITH_ITS_RUN" -> "TaskRunCancelled";
            case "TIMED_OUT" -> "TaskRunTimeout";
            case "FAILED_IGNORED" -> "FailureIgnored";
            case "LIVE" -> "Running";
            default -> "Failed";
        };
    }

    private static void params(ObjectNode spec, JsonNode told) {
        if (!told.isEmpty()) {
            ArrayNode params = spec.putArray("params");
            told.properties()
                    .forEach(param ->
                            params.addObject().put("name", param.getKey()).set("value", param.getValue()));
        }
    }

    private static void results(ObjectNode status, JsonNode told, boolean custom) {
        if (!told.isEmpty()) {
            ArrayNode results = status.putArray("results");
            told.properties().forEach(result -> {
                ObjectNode entry = results.addObject().put("name", result.getKey());
                if (!custom) {
                    entry.put("type", RecordedValue.of(result.getValue()).type());
                }
                entry.set("value", result.getValue());
            });
        }
    }

    private static void condition(ObjectNode status, String value, String reason) {
        if (!value.isEmpty()) {
            status.putArray("conditions")
                    .addObject()
                    .put("type", "Succeeded")
                    .put("status", value)
                    .put("reason", reason);
        }
    }

    private static ObjectNode object(String kind, String name, String uid) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "tekton.dev/v1").put("kind", kind);
        object.putObject("metadata").put("name", name).put("namespace", "ci").put("uid", uid);
        return object;
    }

    private static void copy(JsonNode from, ObjectNode to) {
        from.properties()
                .forEach(entry -> to.set(entry.getKey(), entry.getValue().deepCopy()));
    }
}
