-- What reports count: the attempts that have ended, each with its run. A child PipelineRun is no attempt, as its own tasks are.
-- The verdict of what was cancelled is null; a failure that the cluster caused is not one of the task.
create view finished_attempt as
select r.uid as run_uid, r.base_uid, r.retry_number, r.namespace, r.pipeline_name, c.pipeline_task_name as task_name,
       r.source_repository, r.source_revision, r.source_branch,
       c.uid as task_run_uid, c.name as task_run_name, c.created_at, a.number, a.started_at, a.finished_at,
       extract(epoch from a.finished_at - a.started_at) as seconds,
       case when a.status = 'SUCCEEDED' then 'PASS'
            when a.failure_class = 'INFRASTRUCTURE' then 'INFRASTRUCTURE'
            when a.status in ('FAILED', 'TIMED_OUT') then 'FAIL' end as verdict,
       case when a.status in ('FAILED', 'TIMED_OUT') then coalesce(a.failure_class, 'UNKNOWN') end as failure_class,
       t.inputs_hash,
       case when p.is_matrix then coalesce(t.inputs_hash, hashtextextended(c.name, 0)) end as combination_hash
  from task_attempt a
  join proven_child c on c.uid = a.task_run_uid and c.kind <> 'PipelineRun'
  join task_run t on t.uid = c.uid
  join pipeline_task p on p.pipeline_run_uid = c.pipeline_run_uid and p.name = c.pipeline_task_name
  join pipeline_run r on r.uid = c.pipeline_run_uid
 where a.finished_at is not null;

create index task_attempt_finished on task_attempt (finished_at) where finished_at is not null;
