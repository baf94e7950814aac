-- One row a child that executes a pipeline task: TaskRun, CustomRun or child PipelineRun. No foreign key to the run: kinds arrive in any order.
create table task_run (
    uid                uuid primary key,
    kind               text        not null,
    namespace          text        not null,
    name               text        not null,
    epoch              int         not null,
    resource_version   bigint      not null,
    pipeline_run_uid   uuid,
    pipeline_task_name text,
    status             text        not null,
    reason             text,
    created_at         timestamptz not null,
    deleted_at         timestamptz
);

create index task_run_pipeline_run on task_run (pipeline_run_uid) where pipeline_run_uid is not null;
create index task_run_in_cluster on task_run (kind, namespace) where deleted_at is null;

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
