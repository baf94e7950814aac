-- The list of unresolved failures reads failed runs only.
create index pipeline_run_failed on pipeline_run (created_at desc, uid desc)
 where status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED') or leaves_tasks;
create index pipeline_run_failed_in_namespace on pipeline_run (namespace, created_at desc, uid desc)
 where status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED') or leaves_tasks;

-- Finds newer runs of the same job for the same pull request, branch or commit. Hashed, because an index cannot hold long texts.
create index pipeline_run_of_job_and_ref
    on pipeline_run (
       namespace,
       md5(source_repository || chr(10) || source_job || chr(10) || coalesce(
           'pull request ' || source_pull_request, 'branch ' || source_branch, 'commit ' || source_revision)),
       created_at desc, uid desc)
 where source_repository is not null and source_job is not null;
