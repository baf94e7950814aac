-- One row for each PipelineRun, by its UID; the newest resourceVersion wins. A row stays when the object is deleted.
-- A run is a retry of this service if a request created it. Labels are claims: they link a run and decide nothing.
create table pipeline_run (
    uid                 uuid primary key,
    namespace           text        not null,
    name                text        not null,
    epoch               int         not null,      -- in which the resourceVersion counts
    resource_version    bigint      not null,
    pipeline_name       text,
    status              text        not null,
    previous_status     text,                      -- before the state that was last taken; null while there was only one
    reason              text,
    message             text,
    created_at          timestamptz not null,
    started_at          timestamptz,
    finished_at         timestamptz,
    deleted_at          timestamptz,               -- when its deletion was seen
    gone_version        bigint,                    -- newest resourceVersion at which it is known to be gone: no older state brings it back
    labels              jsonb       not null,
    parent_uid          uuid,                      -- the PipelineRun that owns this one (pipelines in pipelines)
    base_uid            uuid        not null,      -- the run whose spec a retry of ours derives from; else itself
    root_uid            uuid        not null,      -- the first run of the lineage, inferred links included
    retry_of_uid        uuid,                      -- the run that this one retries
    retry_number        int         not null default 0,     -- 0 for a run that is no retry of ours
    attempt_number      int         not null default 1,     -- 1 for the root
    retry_inferred      boolean     not null default false, -- the link comes from a label
    retry_automatic     boolean     not null default false, -- nobody asked for it but the service
    claimed_uid         uuid,                      -- the run that this one says it retries, by our labels
    rerun_of_name       text,                      -- the Dashboard's label rerunOf
    request_proof       text,                      -- what the run carries to be recognised by its request
    request_id          text,
    requested_by        text,
    leaves_tasks        boolean     not null default false, -- tasks that did not succeed stay as they were
    starts_anew         boolean     not null default false, -- it has the first run's own spec, since nothing of that had run
    definition_tasks    text[],                    -- all tasks of another pipeline that it went on with, in their order
    source_provider     text,                      -- what the run was built from, as it says itself
    source_repository   text,
    source_revision     text,
    source_branch       text,
    source_pull_request text,
    source_job          text,
    source_url          text,
    tasks_hash          bigint      not null,      -- of the rows of its tasks, which most states of a run leave as they were
    tasks_changed       boolean     not null default true   -- with the state that was last taken
);

create index pipeline_run_newest on pipeline_run (created_at desc, uid desc);
create index pipeline_run_newest_in_namespace on pipeline_run (namespace, created_at desc, uid desc);
create index pipeline_run_name on pipeline_run (namespace, name, created_at desc);
create index pipeline_run_labels on pipeline_run using gin (labels jsonb_path_ops);

-- Runs that exist in the cluster are read in pages by UID, without reading all runs of the namespace for each page.
create index pipeline_run_in_cluster on pipeline_run (namespace, uid) where deleted_at is null;

create index pipeline_run_finished on pipeline_run (finished_at) where finished_at is not null;

-- Retention reads the runs in this order.
create index pipeline_run_ended on pipeline_run (coalesce(finished_at, deleted_at), uid)
 where status not in ('PENDING', 'RUNNING');

-- Retries that make no progress are searched repeatedly.
create index pipeline_run_retry_under_way on pipeline_run (started_at)
 where retry_number > 0 and status = 'RUNNING';

-- Retries that ended lately are searched: they may have to be reported.
create index pipeline_run_ended_retry_idx on pipeline_run (finished_at, uid)
 where retry_number > 0 and deleted_at is null;

create index pipeline_run_parent on pipeline_run (parent_uid) where parent_uid is not null;
create index pipeline_run_base on pipeline_run (base_uid);
create index pipeline_run_root on pipeline_run (root_uid);
create index pipeline_run_retry_of on pipeline_run (retry_of_uid) where retry_of_uid is not null;
create index pipeline_run_claimed on pipeline_run (claimed_uid) where claimed_uid is not null;
create index pipeline_run_rerun_of on pipeline_run (namespace, rerun_of_name) where rerun_of_name is not null;
create index pipeline_run_proof on pipeline_run (request_proof) where request_proof is not null;

-- The first two serve filters, the third finds the runs of a commit, the last the runs of one job at a commit.
create index pipeline_run_of_pull_request on pipeline_run (source_repository, source_pull_request, created_at desc, uid desc)
 where source_pull_request is not null;
create index pipeline_run_of_repository on pipeline_run (source_repository, created_at desc, uid desc)
 where source_repository is not null;
create index pipeline_run_of_revision on pipeline_run (source_revision, created_at desc, uid desc)
 where source_revision is not null;
create index pipeline_run_of_job
    on pipeline_run (namespace, source_repository, source_job, source_revision, created_at desc, uid desc)
 where source_job is not null and source_revision is not null;
