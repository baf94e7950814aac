-- Attempts with the same inputs are compared. Null while the child has not ended, or when Tekton resolved nothing.
alter table task_run add column inputs_hash bigint;
