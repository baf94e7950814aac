-- Most states of a run leave its tasks as they were, which one number tells without reading them. It counts only while nobody who
-- does not know of it has written the run since.
alter table pipeline_run
    add column tasks_hash         bigint,
    add column tasks_hash_version bigint,
    add column tasks_changed      boolean not null default true;
