package io.tektonretry.history;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Reads the tasks of recorded runs with their attempts. All statements read the same snapshot: otherwise a child
 * recorded between two of them would be named by one and missing from the other.
 */
@Repository
@Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
public class PipelineTasks {

    private static final String RUNS = """
            select r from PipelineRunRecord r
             where r.baseUid in (select asked.baseUid from PipelineRunRecord asked where asked.uid in :uids)
             order by r.retryNumber, r.uid
            """;

    private static final String TASKS = """
            select t from PipelineTaskRecord t
             where t.pipelineRunUid in :runUids and (:all = true or t.name in :names)
             order by t.position
            """;

    private static final String TASK_RUNS = """
            select t from TaskRunRecord t
             where t.pipelineRunUid in :runUids and (:all = true or t.pipelineTaskName in :names)
             order by t.createdAt, t.resourceVersion, t.name
            """;

    private static final String ATTEMPTS =
            "select * from task_attempt where task_run_uid = any(:taskRunUids) order by number";

    private final EntityManager entities;

    PipelineTasks(EntityManager entities) {
        this.entities = entities;
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
        List<PipelineRunRecord> runs = entities.createQuery(RUNS, PipelineRunRecord.class)
                .setParameter("uids", runUids)
                .getResultList();
        List<UUID> uids = runs.stream().map(PipelineRunRecord::uid).toList();
        List<TaskRunRecord> taskRuns = find(TASK_RUNS, TaskRunRecord.class, uids, taskNames);
        LineageTasks lineages = new LineageTasks(
                runs, find(TASKS, PipelineTaskRecord.class, uids, taskNames), taskRuns, attempts(taskRuns));
        return lineages.of(runUids);
    }

    @SuppressWarnings("unchecked")
    private List<TaskAttemptRecord> attempts(List<TaskRunRecord> taskRuns) {
        return entities.createNativeQuery(ATTEMPTS, TaskAttemptRecord.class)
                .setParameter(
                        "taskRunUids", taskRuns.stream().map(TaskRunRecord::uid).toArray(UUID[]::new))
                .getResultList();
    }

    private <T> List<T> find(String query, Class<T> type, Collection<UUID> runUids, Collection<String> taskNames) {
        return entities.createQuery(query, type)
                .setParameter("runUids", runUids)
                .setParameter("all", taskNames.isEmpty())
                .setParameter("names", taskNames.isEmpty() ? List.of("") : taskNames)
                .getResultList();
    }
}
