package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The labels and annotations of a retry: those of the root, except those that identify, control or sign the root
 * itself.
 */
final class Metadata {

    private static final Set<String> LEFT_OUT = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "app.kubernetes.io/instance",
            TektonKeys.PIPELINE_RUN,
            TektonKeys.PIPELINE_RUN_UID,
            TektonKeys.PIPELINE_TASK,
            TektonKeys.MEMBER_OF,
            "tekton.dev/customRun",
            "tekton.dev/pipelinerunSpanContext",
            TektonKeys.PAC_STATE,
            TektonKeys.PAC_EXECUTION_ORDER,
            "pipelinesascode.tekton.dev/scm-reporting-plr-started",
            TektonKeys.PAC_CHECK_RUN,
            "pipelinesascode.tekton.dev/log-url",
            "results.tekton.dev/result",
            "results.tekton.dev/record",
            "results.tekton.dev/log",
            "results.tekton.dev/eventlist",
            "results.tekton.dev/stored",
            "results.tekton.dev/childReadyForDeletion",
            TektonKeys.DASHBOARD_RERUN_OF,
            "pipeline/persistedFinalState",
            "created-by-prow",
            "pruner.tekton.dev/historyLimitCheckProcessed",
            "kueue.x-k8s.io/prebuilt-workload-name");

    private static final List<String> PREFIXES_LEFT_OUT = List.of(
            "chains.tekton.dev/",
            "tekton.dev/v1beta1",
            "tekton.dev/task",
            "kueue.x-k8s.io/multikueue-origin",
            "argocd.argoproj.io/",
            "meta.helm.sh/",
            TektonKeys.OWN_PREFIX);

    private static final Set<String> OF_THE_AUTHOR = Set.of(
            TektonKeys.RETRY,
            TektonKeys.RETRY_DISABLED_TASKS,
            TektonKeys.RETRY_DISABLED_REASON,
            TektonKeys.ALWAYS_RERUN_TASKS,
            TektonKeys.OWN_IDENTITY_TASKS,
            TektonKeys.AUTO_RETRY,
            TektonKeys.AUTO_RETRY_MAX);

    private static final String RESULT_ANNOTATIONS = "results.tekton.dev/resultAnnotations";

    /** Annotations of a run that Tekton Results stores. */
    private static final List<String> OF_TEKTON_RESULTS =
            List.of("results.tekton.dev/result", "results.tekton.dev/record", RESULT_ANNOTATIONS);

    private static final int LONGEST_LABEL = 63;

    private Metadata() {}

    /**
     * The metadata of a retry, except the version of its plan. A partial retry does not get the label {@code
     * tekton.dev/pipeline} of the root: whoever starts "the last run" of a pipeline again would get the part. Tekton
     * sets that label to a name derived from the run's own.
     *
     * @param whole whether the retry is the whole pipeline
     * @param request what other systems require of it
     */
    static ObjectNode of(Lineage lineage, RetryName name, boolean whole, PlanInput request) {
        Neighbours neighbours = request.neighbours();
        JsonNode root = lineage.root().run().path("metadata");
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.put("name", name.full());
        metadata.put("generateName", name.stem());
        String namespace = Fields.text(root, "namespace");
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        ObjectNode labels = metadata.putObject("labels");
        copy(root.path("labels"), labels, neighbours);
        JsonNode pipeline = whole ? null : labels.remove(TektonKeys.PIPELINE);
        if (pipeline != null) {
            labels.set(TektonKeys.PIPELINE_OF_ROOT, pipeline);
        }
        neighbours.labels().forEach(labels::put);
        if (lineage.latest().name().length() <= LONGEST_LABEL) {
            labels.put(TektonKeys.DASHBOARD_RERUN_OF, lineage.latest().name());
        }
        labels.put(TektonKeys.ROOT_UID, lineage.root().uid());
        labels.put(TektonKeys.RETRY_OF_UID, lineage.latest().uid());
        labels.put(TektonKeys.RETRY_NUMBER, String.valueOf(name.number()));
        ObjectNode annotations = metadata.putObject("annotations");
        copy(root.path("annotations"), annotations, neighbours);
        if (OF_TEKTON_RESULTS.stream().anyMatch(root.path("annotations")::has)) {
            annotations.put(
                    RESULT_ANNOTATIONS,
                    resultAnnotations(annotations, lineage.root().uid()));
        }
        PipelinesAsCode.of(lineage, request).mark(metadata);
        neighbours.annotations().forEach(annotations::put);
        annotations.put(TektonKeys.ROOT_NAME, lineage.root().name());
        annotations.put(TektonKeys.RETRY_OF_NAME, lineage.latest().name());
        JsonNode source = lineage.base().run().path("status").path("provenance").path("refSource");
        if (source.isObject() && !lineage.isRedefined()) {
            annotations.put(TektonKeys.REF_SOURCE, source.toString());
        }
        if (!neighbours.finalizers().isEmpty()) {
            ArrayNode finalizers = metadata.putArray("finalizers");
            neighbours.finalizers().forEach(finalizers::add);
        }
        return metadata;
    }

    /**
     * Keeps the other entries; a value that is not an object of texts, which Tekton Results would not read, is dropped.
     */
    private static String resultAnnotations(ObjectNode annotations, String rootUid) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        if (parsed(Fields.text(annotations, RESULT_ANNOTATIONS)) instanceof ObjectNode object
                && object.valueStream().allMatch(JsonNode::isString)) {
            merged.setAll(object);
        }
        return merged.put(TektonKeys.ROOT_UID, rootUid).toString();
    }

    private static JsonNode parsed(String text) {
        try {
            return JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static void copy(JsonNode from, ObjectNode to, Neighbours neighbours) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (entry.getValue().isString() && isTakenOver(entry.getKey(), neighbours)) {
                to.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static boolean isTakenOver(String key, Neighbours neighbours) {
        boolean leftOut = LEFT_OUT.contains(key)
                || PREFIXES_LEFT_OUT.stream().anyMatch(key::startsWith)
                || neighbours.leavesOut(key);
        return !leftOut || OF_THE_AUTHOR.contains(key);
    }
}
