-- A run names its children, so they are looked up by its UID and their names.
create index task_run_name on task_run (pipeline_run_uid, name) where pipeline_run_uid is not null;
drop index task_run_pipeline_run;
