-- A TaskRun that the cluster has lost and whose PipelineRun was never recorded goes with no run. It is marked when it is lost, so that
-- nobody has to look for it among all others.
alter table task_run add column orphaned boolean not null default false;

update task_run t set orphaned = true
 where t.deleted_at is not null and t.pipeline_run_uid is not null
   and not exists (select 1 from pipeline_run r where r.uid = t.pipeline_run_uid);

create index task_run_loose on task_run (created_at, uid)
 where (pipeline_run_uid is null or orphaned) and kind <> 'PipelineRun';
