-- How many rows a key has, as a share of the rows of the table. A sample of a large table does not show it: the rows of a run lie
-- together, so that it finds too few runs or takes every row for another run. PostgreSQL uses this from the next analysis on.
alter table pipeline_run alter column base_uid set (n_distinct = -0.9), alter column root_uid set (n_distinct = -0.9),
    alter column retry_of_uid set (n_distinct = -0.9), alter column claimed_uid set (n_distinct = -0.9),
    alter column parent_uid set (n_distinct = -0.5);
alter table pipeline_task alter column pipeline_run_uid set (n_distinct = -0.2);
alter table task_run alter column pipeline_run_uid set (n_distinct = -0.2);
alter table task_attempt alter column task_run_uid set (n_distinct = -0.9);
alter table superseded_document alter column uid set (n_distinct = -0.9);
alter table quarantined_object alter column owner_uid set (n_distinct = -0.9);
alter table pod_outcome alter column task_run_uid set (n_distinct = -0.9);
alter table run_event alter column involved_uid set (n_distinct = -0.2);
alter table failure_log alter column task_run_uid set (n_distinct = -0.5);
alter table retry_request alter column base_uid set (n_distinct = -0.5), alter column retry_of_uid set (n_distinct = -0.5),
    alter column created_uid set (n_distinct = -0.9);
alter table retry_definition alter column request_id set (n_distinct = -0.2);
alter table cloud_event alter column base_uid set (n_distinct = -0.3);
alter table audit_event alter column run_uid set (n_distinct = -0.5);
alter table run_fact alter column base_uid set (n_distinct = -0.9);
alter table attempt_fact alter column base_uid set (n_distinct = -0.2);
alter table retry_outcome alter column base_uid set (n_distinct = -0.9);

-- Samples of labels say nothing about labels that few runs have, or that no run has together.
alter table pipeline_run alter column labels set statistics 0;
