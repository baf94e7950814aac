package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The metadata of a retry: what users and integrators wrote is copied, what identifies or steers the old run is not (section 9). */
final class RunMetadata {

    private static final List<String> LEFT_OUT = List.of(
            "tekton.dev/pipelineRun",
            "tekton.dev/pipelineTask",
            "tekton.dev/memberOf",
            "tekton.dev/customRun",
            "tekton.dev/task",
            "tekton.dev/v1beta1",
            "tekton.dev/taskrunSpanContext",
            "tekton.dev/pipelinerunSpanContext",
            "chains.tekton.dev/",
            "kubectl.kubernetes.io/last-applied-configuration",
            "argocd.argoproj.io/",
            "app.kubernetes.io/instance",
            "meta.helm.sh/",
            "pipelinesascode.tekton.dev/state",
            "pipelinesascode.tekton.dev/check-run-id",
            "pipelinesascode.tekton.dev/log-url",
            TektonKeys.DASHBOARD_RERUN_OF,
            TektonKeys.OWN_PREFIX);

    private static final List<String> KEPT = List.of(
            "results.tekton.dev/resultAnnotations",
            "results.tekton.dev/recordSummaryAnnotations",
            TektonKeys.RETRY,
            TektonKeys.RETRY_DISABLED_TASKS,
            TektonKeys.RETRY_DISABLED_REASON);

    private RunMetadata() {}

    static ObjectNode of(RetryRequest request) {
        JsonNode root = request.lineage().get(0).pipelineRun().path("metadata");
        JsonNode retried = request.lineage()
                .get(request.lineage().size() - 1)
                .pipelineRun()
                .path("metadata");
        String generateName = RunName.generateName(root.path("name").asString(""));
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("name", generateName + request.retryNumber());
        metadata.put("generateName", generateName);
        metadata.set("namespace", root.path("namespace"));
        ObjectNode labels = copied(root.path("labels"));
        labels.put(TektonKeys.ROOT_UID, root.path("uid").asString(""));
        labels.put(TektonKeys.RETRY_OF_UID, retried.path("uid").asString(""));
        labels.put(TektonKeys.RETRY_NUMBER, String.valueOf(request.retryNumber()));
        ObjectNode annotations = copied(root.path("annotations"));
        annotations.put(TektonKeys.ROOT_NAME, root.path("name").asString(""));
        annotations.put(TektonKeys.RETRY_OF_NAME, retried.path("name").asString(""));
        metadata.set("labels", labels);
        metadata.set("annotations", annotations);
        return metadata;
    }

    private static ObjectNode copied(JsonNode entries) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        Predicate<String> leftOut = key ->
                key.startsWith("results.tekton.dev/") || LEFT_OUT.stream().anyMatch(key::startsWith);
        entries.forEachEntry((key, value) -> {
            if (KEPT.contains(key) || !leftOut.test(key)) {
                copy.set(key, value);
            }
        });
        return copy;
    }
}
