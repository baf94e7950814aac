package io.tektonretry.report;

/** What a row of a retry report stands for. */
public enum ReportGroup {
    NAMESPACE("r.namespace, null, null, null"),
    PIPELINE("r.namespace, r.pipeline_name, null, null"),
    TASK("r.namespace, r.pipeline_name, r.task_name, null"),
    REPOSITORY("null, null, null, r.source_repository");

    private final String keys;

    ReportGroup(String keys) {
        this.keys = keys;
    }

    /** The namespace, pipeline, task and repository of {@code r}, null where they do not count. */
    String keys() {
        return keys;
    }
}
