-- Retries that have ended are looked at for a while: whether they were reported.
create index pipeline_run_ended_retry_idx on pipeline_run (finished_at, uid) where retry_number > 0 and deleted_at is null;
