package io.tektonretry.history;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tasks of recorded runs with their attempts. */
@Repository
@Transactional(readOnly = true)
public class PipelineTasks {

    private static final String RUNS = """
            select r from PipelineRunRecord r
             where r.baseUid in (select asked.baseUid from PipelineRunRecord asked where asked.uid in :uids)
             order by r.retryNumber, r.uid
            """;

    private static final String TASKS = """
            select t from PipelineTaskRecord t
             where t.pipelineRunUid in :runUids
             order by t.position
            """;

    private static final String TASK_RUNS = """
            select t from TaskRunRecord t
             where t.pipelineRunUid in :runUids
             order by t.createdAt, t.name
            """;

    private static final String ATTEMPTS = """
            select a from TaskAttemptRecord a
             where a.taskRunUid in (select t.uid from TaskRunRecord t where t.pipelineRunUid in :runUids)
             order by a.number
            """;

    private final EntityManager entities;

    PipelineTasks(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * Every task of each run, in the order of the spec that the run derives from; four SQL statements however many runs are asked
     * for. A run that is not recorded is missing.
     */
    public Map<UUID, List<PipelineTask>> of(Collection<UUID> runUids) {
        List<PipelineRunRecord> runs = find(RUNS, PipelineRunRecord.class, "uids", runUids);
        List<UUID> uids = runs.stream().map(PipelineRunRecord::uid).toList();
        LineageTasks lineages = new LineageTasks(
                runs,
                find(TASKS, PipelineTaskRecord.class, "runUids", uids),
                find(TASK_RUNS, TaskRunRecord.class, "runUids", uids),
                find(ATTEMPTS, TaskAttemptRecord.class, "runUids", uids));
        return lineages.of(runUids);
    }

    private <T> List<T> find(String query, Class<T> type, String parameter, Collection<UUID> uids) {
        return entities.createQuery(query, type).setParameter(parameter, uids).getResultList();
    }
}
