package io.tektonretry.history.task;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Looks up the executions of children. */
interface TaskAttemptRecords extends Repository<TaskAttemptRecord, TaskAttemptRecord.Key> {

    /** In the order in which each child executed them. */
    @NativeQuery("select * from task_attempt where task_run_uid = any(:taskRunUids) order by number")
    List<TaskAttemptRecord> find(UUID[] taskRunUids);
}
