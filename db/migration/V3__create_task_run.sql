-- One row for each child that executes a pipeline task: TaskRun, CustomRun or child PipelineRun. There is no foreign key to the
-- run, because the kinds arrive in any order.
create table task_run (
    uid                uuid primary key,
    kind               text        not null,
    namespace          text        not null,
    name               text        not null,
    epoch              int         not null,      -- in which the resourceVersion counts
    resource_version   bigint      not null,
    pipeline_run_uid   uuid,                      -- null also for a child that names a run of another namespace
    is_owned           boolean     not null,      -- the run is its controller; otherwise a label names it, which anybody can write
    orphaned           boolean     not null default false,  -- gone, and its run is not recorded: it goes with no run
    pipeline_task_name text,
    status             text        not null,
    reason             text,
    created_at         timestamptz not null,
    deleted_at         timestamptz,               -- when its deletion was noticed
    gone_version       bigint                     -- newest resourceVersion at which it is known to be gone: no older state brings it back
);

-- A run names its children, so they are read by its UID and their names.
create index task_run_name on task_run (pipeline_run_uid, name) where pipeline_run_uid is not null;
create index task_run_in_cluster on task_run (kind, namespace) where deleted_at is null;

-- Retention searches children that belong to no run.
create index task_run_loose on task_run (created_at, uid)
 where (pipeline_run_uid is null or orphaned) and kind <> 'PipelineRun';
