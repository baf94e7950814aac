-- Look-ups that test the rows they find anyway need no texts in their index, but only a hash of them.
drop index task_run_name;
create index task_run_name on task_run (pipeline_run_uid, hashtextextended(name, 0)) where pipeline_run_uid is not null;

drop index pipeline_run_of_job;
create index pipeline_run_of_job
    on pipeline_run (
       hashtextextended(namespace || chr(10) || source_repository || chr(10) || source_job || chr(10) || source_revision, 0),
       created_at desc, uid desc)
 where source_job is not null and source_revision is not null;

-- The views of V5, with the hash.
create or replace view shown_child as
select t.uid, t.kind, t.namespace, t.name, t.epoch, t.resource_version, t.pipeline_run_uid,
       coalesce(named.task, t.pipeline_task_name) as pipeline_task_name,
       t.status, t.reason, t.created_at, t.deleted_at,
       named.task is not null as is_proven,
       hashtextextended(t.name, 0) as name_hash
  from task_run t
 -- The limit and the offset make the planner look up each child by its key, whatever its statistics say.
 cross join lateral (select namespace, status, finished_at from pipeline_run where uid = t.pipeline_run_uid limit 1) run
 cross join lateral (
       select coalesce(
              -- The label is missing or wrong only for a few children.
              (select p.name from pipeline_task p
                where p.pipeline_run_uid = t.pipeline_run_uid and p.name = t.pipeline_task_name
                  and jsonb_exists(p.child_names, t.name)),
              (select p.name from pipeline_task p
                where p.pipeline_run_uid = t.pipeline_run_uid and jsonb_exists(p.child_names, t.name)
                order by p.position
                limit 1)) as task
       offset 0) named
 where run.namespace = t.namespace
   and (run.finished_at is null or t.created_at <= run.finished_at + interval '1 minute')
   and (named.task is not null or t.is_owned and run.status in ('PENDING', 'RUNNING'));

create or replace view proven_child as
select uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, pipeline_task_name, status, reason, created_at, deleted_at,
       name_hash
  from shown_child
 where is_proven;
