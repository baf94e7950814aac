-- Runs that failed while automatic retries were on, until the service has decided whether to retry them.
create table automatic_retry (
    run_uid   uuid        primary key,
    namespace text        not null,
    found_at  timestamptz not null,
    due_at    timestamptz not null
);

create index automatic_retry_due_idx on automatic_retry (due_at, run_uid);

-- The position in the feed of changes; no row while automatic retries are off.
create table automatic_retry_position (
    only_one boolean     primary key default true check (only_one),
    seq      bigint      not null,
    began_at timestamptz not null
);
