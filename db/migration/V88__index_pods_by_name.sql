-- Logs are asked for by the name of a pod.
create index pod_outcome_name on pod_outcome (namespace, name);
