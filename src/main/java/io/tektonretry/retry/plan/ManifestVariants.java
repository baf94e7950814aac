package io.tektonretry.retry.plan;

import static java.util.stream.Collectors.joining;

import io.tektonretry.tekton.TektonKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that express a retry.
 *
 * @param list the variants within the size limit, best first
 * @param version hash of what they express, and of what the plan says about it
 */
record ManifestVariants(List<RetryPlan.Form> list, String version) {

    /** An inline run stores its spec twice: as written and as resolved. */
    private static final int LARGEST_INLINE = 600 * 1024;

    private static final int LARGEST_PIPELINE = 1400 * 1024;

    private static final List<String> SHARED_METADATA = List.of("name", "generateName", "namespace");
    private static final List<String> SHARED_LABELS =
            List.of(TektonKeys.ROOT_UID, TektonKeys.RETRY_OF_UID, TektonKeys.RETRY_NUMBER);

    static ManifestVariants of(
            Lineage lineage,
            PlanInput request,
            ObjectNode spec,
            List<RetryParam> params,
            List<PlannedTask> tasks,
            List<PlannedParam> given) {
        RetryName name = RetryName.of(lineage.root().name(), request.retryNumber());
        ObjectNode inline = Canonical.of(object("PipelineRun", metadata(lineage, name, request, tasks), spec));
        name(given, inline);
        byte[] text = JsonMapper.shared().writeValueAsBytes(inline);
        String version = version(text, tasks, request.current());
        annotations(inline).put(TektonKeys.PLAN_VERSION, version);
        List<RetryPlan.Form> forms = new ArrayList<>();
        if (text.length <= LARGEST_INLINE) {
            forms.add(new RetryPlan.Form(inline, null));
        }
        if (text.length <= LARGEST_PIPELINE && !holdsVariables(spec, params)) {
            forms.add(referring(inline));
        }
        return new ManifestVariants(forms, version);
    }

    private static ObjectNode metadata(Lineage lineage, RetryName name, PlanInput request, List<PlannedTask> tasks) {
        ObjectNode metadata = Metadata.of(lineage, name, false, request);
        long left = tasks.stream().filter(PlannedTask::isLeft).count();
        if (left > 0) {
            metadata.withObjectProperty("labels").put(TektonKeys.LEFT_TASKS, String.valueOf(left));
        }
        return metadata;
    }

    /** A run with the spec that was admitted before; there is only one variant. */
    static ManifestVariants anew(
            Lineage lineage, PlanInput request, ObjectNode spec, List<PlannedTask> tasks, List<PlannedParam> given) {
        RetryName name = RetryName.of(lineage.root().name(), request.retryNumber());
        ObjectNode run = Canonical.of(object("PipelineRun", Metadata.of(lineage, name, true, request), spec));
        NewStart.mark(annotations(run));
        name(given, run);
        String version = version(JsonMapper.shared().writeValueAsBytes(run), tasks, null);
        annotations(run).put(TektonKeys.PLAN_VERSION, version);
        return new ManifestVariants(List.of(new RetryPlan.Form(run, null)), version);
    }

    /** Annotates the run with the names of the params that the caller gave. */
    private static void name(List<PlannedParam> given, ObjectNode run) {
        if (!given.isEmpty()) {
            annotations(run)
                    .put(
                            TektonKeys.GIVEN_PARAMS,
                            given.stream().map(PlannedParam::name).collect(joining(",")));
        }
    }

    private static ObjectNode annotations(ObjectNode run) {
        return run.withObjectProperty("metadata").withObjectProperty("annotations");
    }

    /**
     * The manifest does not contain the Tasks in the cluster that the retry will execute, so their fingerprint is
     * included.
     */
    private static String version(byte[] manifest, List<PlannedTask> tasks, @Nullable CurrentDefinition current) {
        String definition = current == null ? "" : current.fingerprint();
        return Hash.of(Hash.of(manifest) + decided(tasks) + definition).substring(0, 32);
    }

    private static String decided(List<PlannedTask> tasks) {
        return tasks.stream()
                .map(task -> " %s %s %s %s".formatted(task.name(), task.action(), task.because(), task.waitsFor()))
                .collect(joining());
    }

    /**
     * A Pipeline object and a run of it. Tekton labels the run with the name of the object unless the object has a
     * {@code generateName} ({@code storePipelineSpecAndMergeMeta}).
     */
    private static RetryPlan.Form referring(ObjectNode inline) {
        ObjectNode metadata = (ObjectNode) inline.path("metadata");
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.setAll((ObjectNode) inline.path("spec"));
        ObjectNode pipeline = (ObjectNode) spec.remove("pipelineSpec");
        spec.putObject("pipelineRef").set("name", metadata.path("name"));
        ObjectNode shared = copy(SHARED_METADATA, metadata);
        shared.set("labels", copy(SHARED_LABELS, (ObjectNode) metadata.path("labels")));
        return new RetryPlan.Form(object("PipelineRun", metadata, spec), object("Pipeline", shared, pipeline));
    }

    private static ObjectNode copy(List<String> fields, ObjectNode from) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        fields.stream().filter(from::has).forEach(field -> copy.set(field, from.path(field)));
        return copy;
    }

    /** A run by reference fails at its second reconcile if a param contains text that looks like a variable. */
    private static boolean holdsVariables(ObjectNode spec, List<RetryParam> params) {
        return params.stream().anyMatch(param -> param.value().holdsVariable(name -> true))
                || Fields.list(spec, "params").stream()
                        .anyMatch(param -> param.path("value").toString().contains("$("));
    }

    private static ObjectNode object(String kind, ObjectNode metadata, ObjectNode spec) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", "tekton.dev/v1");
        object.put("kind", kind);
        object.set("metadata", metadata);
        object.set("spec", spec);
        return object;
    }
}
