-- The last observed state of the pods that execute attempts. Best effort: a pod that was never observed has no row. Anybody who
-- may create pods can write any UID into their ownerReferences, so a pod belongs only to the TaskRun with this UID and name in its
-- own namespace.
create table pod_outcome (
    uid                uuid primary key,
    task_run_uid       uuid        not null,      -- the owner; no foreign key, since kinds arrive in any order
    task_run_name      text        not null,
    namespace          text        not null,
    name               text        not null,
    resource_version   bigint      not null,
    node               text,
    phase              text        not null,
    reason             text,
    message            text,
    disrupted          boolean     not null,      -- the cluster ended it
    created_at         timestamptz not null,
    deleted_at         timestamptz,               -- when its deletion was seen
    containers         jsonb       not null       -- [{name, exitCode, signal, reason, message, startedAt, finishedAt}]
);

create index pod_outcome_task_run on pod_outcome (task_run_uid);
-- Logs are requested by the name of a pod.
create index pod_outcome_name on pod_outcome (namespace, name);

create index pod_outcome_in_cluster on pod_outcome (namespace) where deleted_at is null;

-- Retention reads the pods in this order.
create index pod_outcome_created on pod_outcome (created_at, uid);
