-- Runs that the cluster may lose are read in pages by UID, without looking into all of a namespace for each page.
drop index pipeline_run_in_cluster;
create index pipeline_run_in_cluster on pipeline_run (namespace, uid) where deleted_at is null;
