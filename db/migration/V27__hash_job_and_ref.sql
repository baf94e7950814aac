-- Servers in FIPS mode have no MD5.
drop index pipeline_run_of_job_and_ref;
create index pipeline_run_of_job_and_ref
    on pipeline_run (
       namespace,
       hashtextextended(source_repository || chr(10) || source_job || chr(10) || coalesce(
           'pull request ' || source_pull_request, 'branch ' || source_branch, 'commit ' || source_revision), 0),
       created_at desc, uid desc)
 where source_repository is not null and source_job is not null;
