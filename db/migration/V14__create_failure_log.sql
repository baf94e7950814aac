-- The last lines of failed steps, read from their pods before these are deleted. Deleted with the attempt.
create table failure_log (
    task_run_uid       uuid        not null,
    number             int         not null,      -- of the attempt
    step               text        not null,
    pod_uid            uuid        not null,      -- the pod it was read from
    tail               text,                      -- null while it is being read, and when there is none
    missing            text,                      -- why there is none: POD_GONE, NO_LOG, UNAVAILABLE
    tries              int         not null default 1,
    claimed_at         timestamptz,               -- when somebody began to read it; null when that is over
    primary key (task_run_uid, number, step),
    foreign key (task_run_uid, number) references task_attempt (task_run_uid, number) on delete cascade
);
