-- Whether pipeline_run_uid is the controller of the child. One that was deleted with its run's children kept has but a label left,
-- which anybody can write.
alter table task_run add column is_owned boolean not null default false;
