-- Retention checks once whether a pod or an Event belongs to a recorded object. An index of all of them would stay as large as it
-- ever was, because most are deleted and a few of each time stay.
alter table pod_outcome add column checked_at timestamptz;   -- when its owner was found; null before
alter table run_event add column checked_at timestamptz;     -- when the object that it is about was found; null before

drop index pod_outcome_created;
create index pod_outcome_unchecked on pod_outcome (created_at, uid) where checked_at is null;

drop index run_event_last;
create index run_event_unchecked on run_event (last_at, uid) where checked_at is null;

delete from retention_walk where name in ('run_event', 'pod_outcome');
