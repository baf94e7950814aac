-- Objects whose rows were pruned while they were in the cluster: what a watch says of them later must not bring them back.
create table tombstone (
    uid                uuid primary key,
    pruned_at          timestamptz not null
);

create index pipeline_run_ended on pipeline_run (coalesce(finished_at, deleted_at), uid)
 where status not in ('PENDING', 'RUNNING');
create index run_event_last on run_event (last_at);
