-- The tasks of a run's own spec in the order of the spec, finally tasks last. Written together with the run.
create table pipeline_task (
    pipeline_run_uid   uuid    not null references pipeline_run (uid),
    name               text    not null,
    position           int     not null,
    is_finally         boolean not null,
    task_name          text,                      -- taskRef.name
    on_error_continue  boolean not null,
    skip_reason        text,                      -- status.skippedTasks[].reason
    primary key (pipeline_run_uid, name)
);
