-- Which definition a retry was to go by: the recorded or the current one; null when the call asked for no retry.
alter table audit_event add column definition text;
