-- The feed of the subscriptions: changes in the order of their commits. Old rows are deleted, but never the newest one.
create table change (
    seq                bigint primary key,        -- without gaps: the next one is taken under a lock that is held to the commit
    at                 timestamptz not null,
    kind               text        not null,
    run_uid            uuid        not null,
    root_uid           uuid        not null,      -- of the run when the row was written
    namespace          text        not null,
    task_name          text                       -- of TASK_UPDATED
);
