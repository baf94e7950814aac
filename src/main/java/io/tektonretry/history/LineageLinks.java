package io.tektonretry.history;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Links the runs of a lineage when one of them is new. Nothing depends on the order in which they are seen: whichever comes second
 * makes the link, and what hangs below it moves along.
 */
@Repository
class LineageLinks {

    /** Any number that no other lock of this database has. */
    private static final long KEY = 0x74656b746f6eL;

    /** The Dashboard's label holds a name: it means the newest run of that name which is older than the rerun. */
    private static final String INFER = """
            update pipeline_run r
               set retry_of_uid = (
                   select o.uid
                     from (select uid, created_at from pipeline_run
                            where namespace = r.namespace and name = r.rerun_of_name and created_at <= r.created_at
                           offset 0) o
                    where o.uid <> r.uid
                    order by o.created_at desc, o.uid desc
                    limit 1)
             where r.rerun_of_name is not null
               and r.uid = any(array(
                   select unnest(:uids)
                    union all
                   select rerun.uid
                     from pipeline_run original
                    cross join lateral (
                          select uid from pipeline_run
                           where namespace = original.namespace and rerun_of_name = original.name
                          offset 0) rerun
                    where original.uid = any(:uids)))
            returning r.uid
            """;

    /** Walks up from every run of the touched lineages; a circle of forged labels ends with the run itself. */
    private static final String MOVE = """
            with recursive member as (
                select uid, root_uid, case when base_uid <> uid then base_uid else retry_of_uid end as parent_uid
                  from pipeline_run
                 where root_uid = any(array(select root_uid from pipeline_run where uid = any(:uids)))
            ), up (uid, ancestor_uid, parent_uid) as (
                select uid, uid, parent_uid from member
                 union
                select uid, parent_uid,
                       (select case when p.base_uid <> p.uid then p.base_uid else p.retry_of_uid end
                          from pipeline_run p where p.uid = up.parent_uid)
                  from up
                 where parent_uid is not null
            ), top as (
                select member.uid, member.root_uid as old_root_uid, coalesce(up.ancestor_uid, member.uid) as root_uid
                  from member
                  left join up on up.uid = member.uid and up.parent_uid is null)
            update pipeline_run r
               set root_uid = top.root_uid
              from top
             where r.uid = any(array(select uid from top)) and r.uid = top.uid and r.root_uid <> top.root_uid
            returning top.old_root_uid
            """;

    /** In the order of creation, but never below what our own retry number says: earlier attempts may be unknown. */
    private static final String NUMBER = """
            with placed as (
                select uid, retry_number, root_uid,
                       row_number() over (
                           partition by root_uid
                           order by uid <> root_uid, created_at, retry_number, uid) as place
                  from pipeline_run
                 where root_uid = any(array(
                       select unnest(:uids)
                        union all
                       select root_uid from pipeline_run where uid = any(:uids)))
            ), numbered as (
                select uid, place + max(retry_number + 1 - place) over (
                           partition by root_uid
                           order by place) as attempt
                  from placed)
            update pipeline_run r
               set attempt_number = numbered.attempt
              from numbered
             where r.uid = any(array(select uid from placed)) and r.uid = numbered.uid and r.attempt_number <> numbered.attempt
            """;

    private final JdbcClient jdbc;

    LineageLinks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps other writers from adding runs until the end of the transaction: two that each see one end of a link only would both
     * leave it out.
     */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(:key)").param("key", KEY).query(row -> {});
    }

    /** Links the runs that were just added. */
    void link(Collection<UUID> added) {
        Set<UUID> touched = new HashSet<>(added);
        touched.addAll(changed(INFER, added));
        touched.addAll(changed(MOVE, touched));
        jdbc.sql(NUMBER).param("uids", touched.toArray(UUID[]::new)).update();
    }

    private Collection<UUID> changed(String statement, Collection<UUID> uids) {
        return jdbc.sql(statement)
                .param("uids", uids.toArray(UUID[]::new))
                .query(UUID.class)
                .list();
    }
}
