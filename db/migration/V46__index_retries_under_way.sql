-- Retries that make no progress are looked for again and again.
create index pipeline_run_retry_under_way on pipeline_run (started_at)
 where retry_number > 0 and status = 'RUNNING';
