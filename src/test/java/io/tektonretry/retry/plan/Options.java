package io.tektonretry.retry.plan;

import io.tektonretry.retry.plan.RetryOptions.Definition;
import io.tektonretry.retry.plan.RetryOptions.FinallyPolicy;
import io.tektonretry.retry.plan.RetryOptions.MatrixPolicy;
import io.tektonretry.retry.plan.RetryOptions.OnLostWorkspace;
import io.tektonretry.retry.plan.RetryOptions.OnMissingDependency;
import io.tektonretry.retry.plan.RetryOptions.OnMissingHistory;
import io.tektonretry.retry.plan.RetryOptions.OnUnrepresentableValue;
import io.tektonretry.retry.plan.RetryOptions.Strategy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Options of tests. */
final class Options {

    private Options() {}

    static RetryOptions rerunningProducers() {
        return of(Documents.parseYaml("onUnrepresentableValue: RERUN_PRODUCER"));
    }

    static RetryOptions rerunningWorkspaceTasks() {
        return of(Documents.parseYaml("onLostWorkspace: RERUN_WORKSPACE_TASKS"));
    }

    static RetryOptions also(String... tasks) {
        RetryOptions defaults = RetryOptions.defaults();
        return new RetryOptions(
                defaults.strategy(),
                Set.of(tasks),
                Set.of(),
                Set.of(),
                Map.of(),
                defaults.definition(),
                false,
                defaults.finallyPolicy(),
                defaults.matrixPolicy(),
                defaults.onLostWorkspace(),
                defaults.onMissingHistory(),
                defaults.onUnrepresentableValue(),
                false,
                false,
                Set.of(),
                defaults.onMissingDependency(),
                List.of(),
                Map.of());
    }

    private static List<TaskOverride> overrides(JsonNode options) {
        return Fields.list(options, "overrides").stream()
                .map(override -> JsonMapper.shared().treeToValue(override, TaskOverride.class))
                .toList();
    }

    /** Options as they are written in a file, by the names of their fields. */
    static RetryOptions of(JsonNode options) {
        Map<String, String> timeouts = new HashMap<>();
        options.path("timeouts")
                .properties()
                .forEach(entry -> timeouts.put(entry.getKey(), entry.getValue().asString()));
        Map<String, JsonNode> params = new HashMap<>();
        options.path("params").properties().forEach(param -> params.put(param.getKey(), param.getValue()));
        return new RetryOptions(
                Strategy.valueOf(options.path("strategy").asString("FAILED_TASKS")),
                new HashSet<>(Fields.texts(options, "alsoRerunTasks")),
                new HashSet<>(Fields.texts(options, "onlyTasks")),
                new HashSet<>(Fields.texts(options, "fromTasks")),
                params,
                Definition.valueOf(options.path("definition").asString("RECORDED")),
                options.path("rerunIgnoredFailures").asBoolean(false),
                FinallyPolicy.valueOf(options.path("finallyPolicy").asString("AUTOMATIC")),
                MatrixPolicy.valueOf(options.path("matrixPolicy").asString("FAILED_COMBINATIONS")),
                OnLostWorkspace.valueOf(options.path("onLostWorkspace").asString("REFUSE")),
                OnMissingHistory.valueOf(options.path("onMissingHistory").asString("REFUSE")),
                OnUnrepresentableValue.valueOf(
                        options.path("onUnrepresentableValue").asString("REFUSE")),
                options.path("evenIfRerun").asBoolean(false),
                options.path("replaceStalled").asBoolean(false),
                new HashSet<>(Fields.texts(options, "ownIdentityTasks")),
                OnMissingDependency.valueOf(options.path("onMissingDependency").asString("REFUSE")),
                overrides(options),
                timeouts);
    }
}
