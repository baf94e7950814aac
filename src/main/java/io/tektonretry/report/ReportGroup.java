package io.tektonretry.report;

/** What a row of a retry report stands fos. */
public enum ReportGroup {
    NAMESPACE("s.namespace, null, null, null"),
    PIPELINE("s.namespace, s.pipeline_name, null, null"),
    TASK("s.namespace, s.pipeline_name, s.task_name, null"),
    REPOSITORY("null, null, null, s.repository");

    private final String keys;

    ReportGroup(String keys) {
        this.keys = keys;
    }

    /** Whether it counts tasks of runs, and not runs as a whole. */
    boolean isOfTasks() {
        return this == TASK;
    }

    /** The namespace, pipeline, task and repository of {@code s}, null where they do not count. */
    String keys() {
        return keys;
    }
}
