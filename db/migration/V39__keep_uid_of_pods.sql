-- A pod of an attempt that succeeded explains nothing: only its UID stays, which archives of logs ask for.
alter table task_attempt add column pod_uid uuid;

-- Logs are requested by the name of a pod.
create index task_attempt_pod on task_attempt (hashtextextended(pod_name, 0)) where pod_uid is not null;
