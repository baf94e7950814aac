-- Which rows of task_run belong to a run. Whoever may create objects in any namespace can write any UID into an ownerReference or a
-- label of theirs, so a child counts only when the run proves it: both are in one namespace, and the run's childReferences name it.
-- Every statement that goes from a run to its children reads one of these views.
--
-- While a run is under way, it may not have named yet what Tekton made for it: such a child is shown, and decides nothing.
--
-- Tekton makes no child once a run has ended. What takes the name of a child that is gone after that was made by somebody else: the
-- name, the label and the ownerReference are all right. A minute is more than the clocks of a cluster differ by.
create view shown_child as
select t.uid, t.kind, t.namespace, t.name, t.epoch, t.resource_version, t.pipeline_run_uid,
       coalesce(named.task, t.pipeline_task_name) as pipeline_task_name,
       t.status, t.reason, t.created_at, t.deleted_at,
       named.task is not null as is_proven
  from task_run t
 -- The limit and the offset keep the planner to one look-up by key a child, whatever it knows of the tables.
 cross join lateral (select namespace, status, finished_at from pipeline_run where uid = t.pipeline_run_uid limit 1) run
 cross join lateral (
       select coalesce(
              -- The label is right but for children that have lost it or that lie.
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
