package io.tektonretry.history.task;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads the rows that the tasks of runs consist of. An array is one parameter, so that its length changes no statement. */
@Repository
class TaskRows {

    private static final String TASKS = """
            select pipeline_run_uid, name, is_finally, is_matrix, on_error_continue, task_name, skip_reason,
                   jsonb_array_length(child_names) as child_count
              from pipeline_task
             where pipeline_run_uid = any(:runUids) and (:all or name = any(:names))
             order by position
            """;

    private static final String CHILDREN = """
            select uid, name, pipeline_run_uid, pipeline_task_name, status, created_at, resource_version
              from shown_child
             where pipeline_run_uid = any(:runUids) and (:all or pipeline_task_name = any(:names))
             order by created_at, resource_version, name
            """;

    private static final String ATTEMPTS = """
            select task_run_uid, number, status, reason, message, failure_class, pod_name, started_at, finished_at, results, steps
              from task_attempt
             where task_run_uid = any(:taskRunUids)
             order by number
            """;

    private final JdbcClient jdbc;

    TaskRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The tasks of the specs of runs, in the order of each spec; all of them when no name is given. */
    List<PipelineTaskRecord> tasks(UUID[] runUids, String[] names) {
        return ofTasks(TASKS, runUids, names)
                .query((row, number) -> PipelineTaskRecord.read(row))
                .list();
    }

    /** The children of runs, oldest first; those of all tasks when no name is given. */
    List<TaskRunRecord> children(UUID[] runUids, String[] names) {
        return ofTasks(CHILDREN, runUids, names)
                .query((row, number) -> TaskRunRecord.read(row))
                .list();
    }

    private JdbcClient.StatementSpec ofTasks(String sql, UUID[] runUids, String[] names) {
        return jdbc.sql(sql)
                .param("runUids", runUids)
                .param("all", names.length == 0)
                .param("names", names);
    }

    /** The executions of children, in the order in which each child executed them. */
    List<TaskAttemptRecord> attempts(UUID[] taskRunUids) {
        return jdbc.sql(ATTEMPTS)
                .param("taskRunUids", taskRunUids)
                .query((row, number) -> TaskAttemptRecord.read(row))
                .list();
    }
}
