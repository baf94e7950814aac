-- One row a PipelineRun, keyed by its UID; the newest resourceVersion wins. History is never deleted with the object.
create table pipeline_run (
    uid                uuid primary key,
    namespace          text        not null,
    name               text        not null,
    epoch              int         not null,      -- in which the resourceVersion counts
    resource_version   bigint      not null,
    pipeline_name      text,
    status             text        not null,
    reason             text,
    message            text,
    created_at         timestamptz not null,
    started_at         timestamptz,
    finished_at        timestamptz,
    deleted_at         timestamptz,               -- when its deletion was seen
    labels             jsonb       not null,
    parent_uid         uuid,                      -- the PipelineRun that owns this one (pipelines in pipelines)
    base_uid           uuid        not null,      -- the run whose spec our retries derive from: our label root-uid, else itself
    retry_number       int         not null,      -- 0 for a run that is no retry of ours
    retry_of_uid       uuid,                      -- the run that this one retries
    root_uid           uuid        not null,      -- the first run of the lineage, inferred links included
    attempt_number     int         not null,      -- 1 for the root
    rerun_of_name      text,                      -- the Dashboard's label rerunOf
    retry_inferred     boolean     not null,      -- the link comes from another tool's label
    requested_by       text,
    request_id         text
);

create index pipeline_run_newest on pipeline_run (created_at desc, uid desc);
create index pipeline_run_newest_in_namespace on pipeline_run (namespace, created_at desc, uid desc);
create index pipeline_run_finished on pipeline_run (finished_at) where finished_at is not null;
create index pipeline_run_name on pipeline_run (namespace, name, created_at desc);
create index pipeline_run_root on pipeline_run (root_uid);
create index pipeline_run_base on pipeline_run (base_uid);
create index pipeline_run_retry_of on pipeline_run (retry_of_uid) where retry_of_uid is not null;
create index pipeline_run_parent on pipeline_run (parent_uid) where parent_uid is not null;
create index pipeline_run_rerun_of on pipeline_run (namespace, rerun_of_name) where rerun_of_name is not null;
create index pipeline_run_in_cluster on pipeline_run (namespace) where deleted_at is null;
create index pipeline_run_labels on pipeline_run using gin (labels jsonb_path_ops);
