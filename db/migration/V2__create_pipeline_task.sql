-- The tasks of the pipeline in the order of the spec, finally tasks last. Written together with the run.
create table pipeline_task (
    pipeline_run_uid    uuid    not null references pipeline_run (uid),
    name                text    not null,
    position            int     not null,
    is_finally          boolean not null,
    is_matrix           boolean not null,
    on_error_continue   boolean not null,
    task_name           text,                      -- taskRef.name
    skip_reason         text,                      -- status.skippedTasks[].reason, the first that is not of a stop
    skip_reason_version bigint,                    -- resourceVersion of the state that gave this reason
    child_names         jsonb   not null,          -- names in status.childReferences: proof of children that may never have been seen
    primary key (pipeline_run_uid, name)
);
