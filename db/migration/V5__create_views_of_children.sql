-- The rows of task_run that belong to a run. Anybody who may create objects in a namespace can write any UID into their
-- ownerReferences and labels, so a child counts only if the run proves it: both are in one namespace, and the childReferences of
-- the run name the child. Every statement that reads the children of a run uses one of these views.
--
-- While a run is running, it may not yet name a child that Tekton has created: such a child is shown and decides nothing.
--
-- Tekton creates no child after the end of a run. An object created later with the name of a deleted child comes from somebody
-- else, although its name, label and ownerReference fit. A minute is more than the difference of the clocks in a cluster.
create view shown_child as
select t.uid, t.kind, t.namespace, t.name, t.epoch, t.resource_version, t.pipeline_run_uid,
       coalesce(named.task, t.pipeline_task_name) as pipeline_task_name,
       t.status, t.reason, t.created_at, t.deleted_at,
       named.task is not null as is_proven
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

create view proven_child as
select uid, kind, namespace, name, epoch, resource_version, pipeline_run_uid, pipeline_task_name, status, reason, created_at, deleted_at
  from shown_child
 where is_proven;
