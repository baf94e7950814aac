package io.tektonretry.retry.plan;

import io.tektonretry.tekton.TektonKeys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The objects that express a retry.
 *
 * @param list the forms that keep within the size limit, best first
 */
record Forms(List<RetryPlan.Form> list) {

    /** An inline run holds its spec twice: as it was asked for and as it was resolved. */
    private static final int LARGEST_INLINE = 600 * 1024;

    private static final int LARGEST_PIPELINE = 1400 * 1024;

    static Forms of(Lineage lineage, int number, ObjectNode spec, List<RetryParam> params) {
        RetryName name = RetryName.of(lineage.root().name(), number);
        ObjectNode metadata = Metadata.of(lineage, name);
        List<RetryPlan.Form> forms = new ArrayList<>();
        int size = size(spec);
        if (size <= LARGEST_INLINE) {
            forms.add(new RetryPlan.Form(object("PipelineRun", metadata, spec), null));
        }
        if (size <= LARGEST_PIPELINE && !holdsVariables(spec, params)) {
            forms.add(referring(metadata, name, spec));
        }
        return new Forms(forms).withVersion();
    }

    /** A hash of the best form; of the tasks when there is none. */
    String version(List<PlannedTask> tasks) {
        return list.isEmpty()
                ? Hash.of(tasks.toString())
                : list.get(0)
                        .pipelineRun()
                        .path("metadata")
                        .path("annotations")
                        .path(TektonKeys.PLAN_VERSION)
                        .stringValue("");
    }

    private Forms withVersion() {
        if (list.isEmpty()) {
            return this;
        }
        String version = Hash.of(list.get(0).pipelineRun().toString()).substring(0, 32);
        for (RetryPlan.Form form : list) {
            form.pipelineRun()
                    .withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(TektonKeys.PLAN_VERSION, version);
        }
        return this;
    }

    /**
     * A Pipeline object and a run of it. Tekton labels the run with the name of the object unless that has a {@code generateName}
     * ({@code storePipelineSpecAndMergeMeta}).
     */
    private static RetryPlan.Form referring(ObjectNode metadata, RetryName name, ObjectNode spec) {
        ObjectNode pipelineMetadata = JsonNodeFactory.instance.objectNode();
        for (String field : List.of("name", "generateName", "namespace")) {
            if (metadata.has(field)) {
                pipelineMetadata.set(field, metadata.path(field));
            }
        }
        ObjectNode labels = pipelineMetadata.putObject("labels");
        for (String key : List.of(TektonKeys.ROOT_UID, TektonKeys.RETRY_OF_UID, TektonKeys.RETRY_NUMBER)) {
            labels.set(key, metadata.path("labels").path(key));
        }
        ObjectNode run = spec.deepCopy();
        ObjectNode pipeline = (ObjectNode) run.remove("pipelineSpec");
        run.putObject("pipelineRef").put("name", name.full());
        return new RetryPlan.Form(
                object("PipelineRun", metadata.deepCopy(), run), object("Pipeline", pipelineMetadata, pipeline));
    }

    /** A run by reference fails at its second reconcile when a param has text that looks like a variable. */
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

    private static int size(ObjectNode spec) {
        return spec.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
