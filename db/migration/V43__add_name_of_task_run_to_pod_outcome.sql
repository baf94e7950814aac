-- A pod belongs to the TaskRun of this name and UID in its own namespace; null where a replica wrote it that knows nothing of names.
alter table pod_outcome add column task_run_name text;
