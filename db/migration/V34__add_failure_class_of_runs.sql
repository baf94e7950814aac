-- Why a run failed, for filters. The class by its own status and reason; if that is UNKNOWN, the class of its attempts counts.
alter table pipeline_run add column failure_class text;
alter table pipeline_run add column attempts_failure_class text;

update pipeline_run
   set failure_class = case status when 'FAILED' then 'UNKNOWN' when 'TIMED_OUT' then 'TIMEOUT' else 'CANCELLED' end
 where status in ('FAILED', 'CANCELLED', 'TIMED_OUT', 'INTERRUPTED');
