-- Runs that have ended and are not yet counted in the metrics or exported as a trace. A trigger writes them in the transaction that
-- records the end. The first sync of a cluster finds runs that ended long ago: nobody counts those.
create table ended_run (
    seq      bigint      generated always as identity primary key,
    uid      uuid        not null,
    at       timestamptz not null default clock_timestamp(),
    counted  boolean     not null default false
);

create index ended_run_not_counted on ended_run (seq) where not counted;

create function note_ended_run() returns trigger language plpgsql as $$
begin
    if coalesce(new.finished_at, new.deleted_at) > clock_timestamp() - interval '1 day' then
        insert into ended_run (uid) values (new.uid);
    end if;
    return null;
end
$$;

create trigger ended_run_of_insert after insert on pipeline_run
    for each row when (new.status not in ('PENDING', 'RUNNING')) execute function note_ended_run();

create trigger ended_run_of_update after update of status on pipeline_run
    for each row when (old.status in ('PENDING', 'RUNNING') and new.status not in ('PENDING', 'RUNNING'))
    execute function note_ended_run();
