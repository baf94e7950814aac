package io.tektonretry.history.recording;

import io.tektonretry.history.HistoryProperties;
import io.tektonretry.history.database.Exchange;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Links the runs of a lineage when one of them is new. The order in which they are observed does not matter: whichever
 * comes second creates the link, and the runs below it are moved along.
 */
@Component
class LineageLinks {

    /** Arbitrary; unique among the advisory locks of this database. */
    private static final long KEY = 0x74656b746f6eL;

    /** A run is a retry if a request created it; the request defines its place, whatever its labels say. */
    private static final String PROVE = """
            update pipeline_run r
               set base_uid = q.base_uid, retry_number = q.retry_number, attempt_number = q.retry_number + 1,
                   retry_of_uid = q.retry_of_uid, retry_inferred = false,
                   requested_by = q.requested_by, request_id = cast(q.id as text),
                   leaves_tasks = q.leaves_tasks, starts_anew = q.starts_anew,
                   retry_automatic = coalesce(q.requester->>'authentication' = 'SERVICE', false),
                   definition_tasks = (select d.tasks from retry_definition d where d.request_id = q.id)
              from retry_request q
             where q.created_uid = any(:uids) and q.state = 'CREATED'
               and r.uid = q.created_uid and r.namespace = q.namespace and r.retry_number = 0
            """;

    /**
     * Our labels contain a UID; the Dashboard's label contains a name, which means the newest run of that name that is
     * older than the rerun. Both apply within a namespace only. Anyone who may create runs can label any number of
     * them, and all linked runs are read at once, so a run is not linked to too many. The conditions allow only the
     * indexes of the keys: for rare labels, PostgreSQL would rather read all runs with that label. A setting of the
     * transaction tells the next statement which runs were linked, so that both are sent together.
     */
    private static final String INFER = """
            with linked as (
            update pipeline_run r
               set (retry_of_uid, retry_inferred) = (
                   select cast(max(cast(o.uid as text)) as uuid), count(*) > 0
                     from (
                          (select named.uid, named.root_uid
                             from (select uid, root_uid, created_at from pipeline_run
                                    where namespace = r.namespace and name = r.rerun_of_name
                                   offset 0) named
                            where named.uid <> r.uid and named.created_at <= r.created_at
                            order by named.created_at desc, named.uid desc
                            limit 1)
                           union all
                          (select claimed.uid, claimed.root_uid
                             from (select uid, root_uid, namespace from pipeline_run where uid = r.claimed_uid
                                   offset 0) claimed
                            where claimed.namespace = r.namespace)) o
                    where o.root_uid = r.root_uid
                       or (select count(*)
                             from (select 1 from pipeline_run m where m.root_uid = o.root_uid limit :most) together) < :most)
             where r.retry_number = 0 and coalesce(r.rerun_of_name, cast(r.claimed_uid as text)) is not null
               and r.uid = any(array(
                   select unnest(:uids)
                    union all
                   select rerun.uid
                     from pipeline_run original
                    cross join lateral (
                          select uid, created_at from pipeline_run
                           where namespace = original.namespace and rerun_of_name = original.name
                          offset 0) rerun
                    where original.uid = any(:uids) and rerun.created_at >= original.created_at
                    union all
                   select uid from pipeline_run where claimed_uid = any(:uids)))
            returning r.uid)
            select length(set_config('tektonretry.linked', cast(coalesce(array_agg(uid), '{}') as text), true)) from linked
            """;

    /**
     * Walks up from every run of the affected lineages. A cycle of forged labels ends at the run itself; a chain longer
     * than any real one is cut.
     */
    private static final String MOVE = """
            with recursive member as (
                select uid, root_uid, case when base_uid <> uid then base_uid else retry_of_uid end as parent_uid
                  from pipeline_run
                 where root_uid = any(array(
                       select root_uid from pipeline_run
                        where uid = any(cast(:uids as uuid[]) || cast(current_setting('tektonretry.linked') as uuid[]))))
            ), up (uid, ancestor_uid, parent_uid, depth) as (
                select uid, uid, parent_uid, 1 from member
                 union
                select uid, parent_uid,
                       (select case when p.base_uid <> p.uid then p.base_uid else p.retry_of_uid end
                          from pipeline_run p where p.uid = up.parent_uid),
                       depth + 1
                  from up
                 where parent_uid is not null and depth < :deepest
            ), top as (
                select member.uid, member.root_uid as old_root_uid, coalesce(up.ancestor_uid, member.uid) as root_uid
                  from member
                  left join up on up.uid = member.uid and up.parent_uid is null)
            update pipeline_run r
               set root_uid = top.root_uid
              from top
             where r.uid = any(array(select uid from top)) and r.uid = top.uid and r.root_uid <> top.root_uid
            """;

    /**
     * A child that names a run of another namespace was observed before that run. Nothing shows it, and without the
     * link no query finds it.
     */
    private static final String LET_GO = """
            update task_run t
               set pipeline_run_uid = null
              from pipeline_run r
             where r.uid = any(:uids) and t.pipeline_run_uid = any(:uids) and t.pipeline_run_uid = r.uid and t.namespace <> r.namespace
            """;

    private static final int DEEPEST = 100;

    private final HistoryProperties properties;

    LineageLinks(HistoryProperties properties) {
        this.properties = properties;
    }

    /**
     * Locks out other writers of runs until the end of the transaction: two writers that each see one end of a link
     * would both miss it.
     */
    static void lock(Exchange exchange) {
        exchange.add("select pg_advisory_xact_lock(:key)", Map.of("key", KEY));
    }

    /** Links the runs that were just added, or that a request was found to have created. */
    void link(Collection<UUID> touched, Exchange exchange) {
        UUID[] uids = touched.toArray(UUID[]::new);
        exchange.add(PROVE, Map.of("uids", uids));
        exchange.add(INFER, Map.of("uids", uids, "most", properties.runsTogether()));
        exchange.add(LET_GO, Map.of("uids", uids));
        exchange.add(MOVE, Map.of("uids", uids, "deepest", DEEPEST));
    }
}
