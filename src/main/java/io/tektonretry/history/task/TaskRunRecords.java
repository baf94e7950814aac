package io.tektonretry.history.task;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Looks up the children of runs. */
interface TaskRunRecords extends Repository<TaskRunRecord, UUID> {

    /** Oldest first; those of all tasks, or of tasks with these names. */
    @NativeQuery("""
            select * from shown_child
             where pipeline_run_uid = any(:runUids) and (:all or pipeline_task_name = any(:names))
             order by created_at, resource_version, name
            """)
    List<TaskRunRecord> find(UUID[] runUids, boolean all, String[] names);
}
