package io.tektonretry.cluster.tekton;

import io.tektonretry.tekton.TektonKeys;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** A TaskRun or CustomRun as a part of its PipelineRun; the suffix tells combinations of a matrix apart, {@code -1}, or is empty. */
record Child(ObjectNode object, String task, String suffix) {

    static Child of(ObjectNode object) {
        String run = object.path("metadata")
                .path("labels")
                .path(TektonKeys.PIPELINE_RUN)
                .asString("");
        String task = task(object);
        OptionalInt combination = ChildNames.combination(run, task, Json.name(object.path("metadata")));
        return new Child(object, task, combination.isPresent() ? "-" + combination.getAsInt() : "");
    }

    static String task(ObjectNode object) {
        return Json.text(object.path("metadata").path("labels"), TektonKeys.PIPELINE_TASK);
    }

    static String runUid(ObjectNode object) {
        return Json.text(object.path("metadata").path("labels"), TektonKeys.PIPELINE_RUN_UID);
    }

    String runName() {
        return Json.text(object.path("metadata").path("labels"), TektonKeys.PIPELINE_RUN);
    }

    String namespace() {
        return object.at("/metadata/namespace").asString("");
    }

    String name() {
        return object.at("/metadata/name").asString("");
    }

    String kind() {
        return Json.text(object, "kind");
    }

    boolean isCustom() {
        return kind().equals("CustomRun");
    }

    int archivedAttempts() {
        return object.path("status").path("retriesStatus").size();
    }
}
