-- Every attempt of a TaskRun: status.retriesStatus in order, then the current status. Written together with the task run.
create table task_attempt (
    task_run_uid       uuid  not null references task_run (uid),
    number             int   not null,            -- from 1
    status             text  not null,
    reason             text,
    message            text,
    failure_class      text,                      -- null unless it failed, was cancelled or timed out
    pod_name           text,
    started_at         timestamptz,
    finished_at        timestamptz,
    results            jsonb not null,            -- [{name, type, value}] as Tekton recorded them
    steps              jsonb not null,            -- [{name, exitCode, reason, startedAt, finishedAt}]
    primary key (task_run_uid, number)
);

-- The latest failures.
create index task_attempt_failed on task_attempt (finished_at) where failure_class is not null;
