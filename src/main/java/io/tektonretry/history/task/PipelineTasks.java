package io.tektonretry.history.task;

import io.tektonretry.history.PipelineRunRecord;
import io.tektonretry.history.PipelineRunRecords;
import io.tektonretry.history.database.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Reads the tasks of recorded runs with their attempts. All statements read the same snapshot: otherwise a child
 * recorded between two of them would be named by one and missing from the other.
 */
@Service
public class PipelineTasks {

    private final Snapshot snapshot;
    private final PipelineRunRecords runs;
    private final TaskRows rows;

    PipelineTasks(Snapshot snapshot, PipelineRunRecords runs, TaskRows rows) {
        this.snapshot = snapshot;
        this.runs = runs;
        this.rows = rows;
    }

    /**
     * All tasks of each run, in the order of the spec that the run derives from, by four SQL statements for any number
     * of runs. Runs that are not recorded are absent.
     */
    public Map<UUID, List<PipelineTask>> of(Collection<UUID> runUids) {
        return of(runUids, List.of());
    }

    /** The same for tasks with these names; for all when no name is given. */
    public Map<UUID, List<PipelineTask>> of(Collection<UUID> runUids, Collection<String> taskNames) {
        return snapshot.read(() -> read(runUids, taskNames));
    }

    private Map<UUID, List<PipelineTask>> read(Collection<UUID> runUids, Collection<String> taskNames) {
        List<PipelineRunRecord> lineages = runs.attemptsWith(runUids);
        UUID[] uids = lineages.stream().map(PipelineRunRecord::uid).toArray(UUID[]::new);
        String[] names = taskNames.toArray(String[]::new);
        List<TaskRunRecord> children = rows.children(uids, names);
        UUID[] childUids = children.stream().map(TaskRunRecord::uid).toArray(UUID[]::new);
        return new LineageTasks(lineages, rows.tasks(uids, names), children, rows.attempts(childUids)).of(runUids);
    }
}
