-- The most common filters of lists, each in the order of the lists, so that only rows of the page are read.
create index pipeline_run_of_status on pipeline_run (status, created_at desc, uid desc);
create index pipeline_run_of_status_in_namespace on pipeline_run (namespace, status, created_at desc, uid desc);
create index pipeline_run_of_pipeline on pipeline_run (pipeline_name, status, created_at desc, uid desc)
 where pipeline_name is not null;
create index pipeline_run_of_pipeline_in_namespace on pipeline_run (namespace, pipeline_name, status, created_at desc, uid desc)
 where pipeline_name is not null;
create index pipeline_run_of_repository_in_namespace on pipeline_run (namespace, source_repository, created_at desc, uid desc)
 where source_repository is not null;
create index pipeline_run_requested_by on pipeline_run (requested_by, created_at desc, uid desc) where requested_by is not null;
