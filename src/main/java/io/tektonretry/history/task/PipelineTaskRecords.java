package io.tektonretry.history.task;

import java.util.List;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** Looks up the tasks of the specs of runs. */
interface PipelineTaskRecords extends Repository<PipelineTaskRecord, PipelineTaskRecord.Key> {

    /** In the order of each spec; all of them, or those with these names. */
    @NativeQuery("""
            select * from pipeline_task
             where pipeline_run_uid = any(:runUids) and (:all or name = any(:names))
             order by position
            """)
    List<PipelineTaskRecord> find(UUID[] runUids, boolean all, String[] names);
}
