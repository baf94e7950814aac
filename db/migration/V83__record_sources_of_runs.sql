-- What a run was built from, as it says itself; see the package history.source.
alter table pipeline_run
    add column source_provider text,
    add column source_repository text,
    add column source_revision text,
    add column source_branch text,
    add column source_pull_request text,
    add column source_job text,
    add column source_url text;

-- Of the runs that are recorded already, what labels tell without a doubt. The rest comes with the next change of a run.
update pipeline_run
   set source_repository = case when labels ->> 'pipelinesascode.tekton.dev/url-org' not like '%-%'
           then (labels ->> 'pipelinesascode.tekton.dev/url-org') || '/' || (labels ->> 'pipelinesascode.tekton.dev/url-repository') end,
       source_revision = labels ->> 'pipelinesascode.tekton.dev/sha',
       source_pull_request = labels ->> 'pipelinesascode.tekton.dev/pull-request',
       source_job = labels ->> 'pipelinesascode.tekton.dev/original-prname'
 where jsonb_exists(labels, 'pipelinesascode.tekton.dev/sha');

-- The first two find what a filter asks for, the third the runs of one job at one commit.
create index pipeline_run_of_pull_request on pipeline_run (source_repository, source_pull_request, created_at desc, uid desc)
 where source_pull_request is not null;
create index pipeline_run_of_repository on pipeline_run (source_repository, created_at desc, uid desc)
 where source_repository is not null;
create index pipeline_run_of_revision on pipeline_run (source_revision, created_at desc, uid desc)
 where source_revision is not null;
create index pipeline_run_of_job on pipeline_run (namespace, source_repository, source_job, source_revision, created_at desc, uid desc)
 where source_job is not null and source_revision is not null;
