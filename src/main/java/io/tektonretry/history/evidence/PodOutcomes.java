package io.tektonretry.history.evidence;

import static java.util.stream.Collectors.groupingBy;

import io.tektonretry.history.RunFailures;
import io.tektonretry.history.change.RunChanges;
import io.tektonretry.history.database.Exchange;
import io.tektonretry.history.database.RowsAsJson;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Stores the outcomes of pods that execute attempts. */
@Repository
public class PodOutcomes {

    /** Anyone who may create pods can write any UID into their ownerReferences. */
    static final String OWNS = "(t.uid, t.namespace, t.name) = (p.task_run_uid, p.namespace, p.task_run_name)";

    /** A disruption by the cluster outranks the exit code of the container that it killed. */
    public static final String BLAME_THE_CLUSTER = """
            update task_attempt a
               set failure_class = 'INFRASTRUCTURE'
              from pod_outcome p
             cross join lateral (select from task_run t where OWNS limit 1) owner
             where p.task_run_uid = any(:taskRuns) and p.disrupted
               and a.task_run_uid = p.task_run_uid and a.pod_name = p.name
               and coalesce(a.failure_class, '') in ('USER_CODE', 'UNKNOWN')
            """.replace("OWNS", OWNS);

    private static final String UPSERT = """
            insert into pod_outcome as p
            select * from jsonb_populate_recordset(null::pod_outcome, cast(:rows as jsonb)) n
             where not exists (select 1 from tombstone t where t.uid = n.task_run_uid)
               and not exists (select 1 from task_attempt a where a.task_run_uid = n.task_run_uid and a.pod_uid = n.uid)
             order by uid
                on conflict (uid) do update
               set (resource_version, task_run_uid, task_run_name, node, phase, reason, message, disrupted, deleted_at, containers)
                 = (excluded.resource_version, excluded.task_run_uid, excluded.task_run_name, excluded.node, excluded.phase,
                    excluded.reason, excluded.message, excluded.disrupted or p.disrupted, excluded.deleted_at, excluded.containers)
             where p.resource_version < excluded.resource_version
            """;

    /** Of the pod of an attempt that succeeded, only the UID may be left. */
    private static final String FIND = """
            select p.uid, p.task_run_uid, p.task_run_name, p.namespace, p.name, p.resource_version, p.node, p.phase, p.reason,
                   p.message, p.disrupted, p.created_at, p.deleted_at, p.containers
              from task_run t join pod_outcome p on OWNS
             where t.uid = any(:taskRuns)
             union all
            select a.pod_uid, t.uid, t.name, t.namespace, a.pod_name, 0, null, 'Succeeded', null, null, false,
                   coalesce(a.started_at, t.created_at), null, '[]'
              from task_run t join task_attempt a on a.task_run_uid = t.uid
             where t.uid = any(:taskRuns) and a.pod_uid is not null
             order by created_at
            """.replace("OWNS", OWNS);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<PodContainer>> CONTAINERS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JdbcOperations operations;

    public PodOutcomes(JdbcClient jdbc, JdbcOperations operations) {
        this.jdbc = jdbc;
        this.operations = operations;
    }

    /** Records observations, one state per pod. Order and repetitions do not matter. */
    @Transactional
    public void record(Collection<PodOutcome> pods) {
        Exchange exchange = new Exchange(operations);
        exchange.add(UPSERT, Map.of("rows", RowsAsJson.of(pods)));
        List<UUID> blamed = exchange.add(
                        BLAME_THE_CLUSTER + " returning a.task_run_uid",
                        Map.of(
                                "taskRuns",
                                pods.stream().map(PodOutcome::taskRunUid).toArray(UUID[]::new)),
                        (row, number) -> row.getObject(1, UUID.class))
                .list();
        RunFailures.refresh(blamed, exchange);
        RunChanges.append(blamed, Map.of(), exchange);
        exchange.send();
    }

    /** Records that a pod is gone; its deletion was not seen. */
    public void vanished(UUID uid, Instant noticedAt) {
        jdbc.sql("update pod_outcome set deleted_at = :at where uid = :uid and deleted_at is null")
                .param("uid", uid)
                .param("at", Timestamp.from(noticedAt))
                .update();
    }

    /** The pods of a namespace, or of all, whose deletion was not noticed. */
    public List<LivingPod> living(String namespace) {
        return jdbc.sql("""
                        select uid, namespace, name, resource_version from pod_outcome
                         where deleted_at is null and (namespace = :namespace or :namespace = '')
                        """)
                .param("namespace", namespace)
                .query(LivingPod.class)
                .list();
    }

    /** The pods of each TaskRun, oldest first; TaskRuns without pods are absent. */
    public Map<UUID, List<PodOutcome>> of(Collection<UUID> taskRuns) {
        return jdbc
                .sql(FIND)
                .param("taskRuns", taskRuns.toArray(UUID[]::new))
                .query((row, number) -> new PodOutcome(
                        row.getObject("uid", UUID.class),
                        row.getObject("task_run_uid", UUID.class),
                        row.getString("task_run_name"),
                        row.getString("namespace"),
                        row.getString("name"),
                        row.getLong("resource_version"),
                        row.getString("node"),
                        row.getString("phase"),
                        row.getString("reason"),
                        row.getString("message"),
                        row.getBoolean("disrupted"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("deleted_at") == null
                                ? null
                                : row.getTimestamp("deleted_at").toInstant(),
                        JSON.readValue(row.getString("containers"), CONTAINERS)))
                .list()
                .stream()
                .collect(groupingBy(PodOutcome::taskRunUid));
    }
}
