-- Each is walked in this order by the task that takes old rows away.
drop index run_event_last;
create index run_event_last on run_event (last_at, uid);
create index pod_outcome_created on pod_outcome (created_at, uid);
create index tombstone_gone on tombstone (gone_at) where gone_at is not null;
create index quarantined_object_noticed on quarantined_object (noticed_at);
create index quarantined_object_uid on quarantined_object (uid);
create index retry_request_fruitless on retry_request (finished_at) where state in ('REFUSED', 'CANCELLED');
create index bulk_retry_requested on bulk_retry (requested_at);
