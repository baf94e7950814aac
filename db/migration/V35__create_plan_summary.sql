-- What lists show of the plan of a retry with the default options. A row counts only for the program and the row versions from
-- which it was made; without one, the run is planned from its documents. So these rows may be deleted at any time.
create table plan_summary (
    run_uid     uuid   primary key references pipeline_run (uid) on delete cascade,
    planner     bigint not null,                  -- hash of the program and its settings
    fingerprint bigint not null,                  -- hash of the versions of all rows of the lineage that the plan depends on
    valid_until timestamptz,                      -- after that, time alone changes the plan; null if it never does
    body        bytea  not null                   -- JSON
);

-- How far the job has read.
create table plan_summary_position (
    only_one boolean primary key default true check (only_one),
    seq      bigint  not null                     -- in the feed of changes
);
