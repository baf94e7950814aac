-- The filters of these lists, each in the order of the list, so that only rows of the page are read.
create index retry_request_of_state on retry_request (state, requested_at desc, id desc);
create index retry_request_of_state_in_namespace on retry_request (namespace, state, requested_at desc, id desc);
create index retry_request_of_person on retry_request (requested_by, state, requested_at desc, id desc);
create index retry_request_of_person_in_namespace on retry_request (namespace, requested_by, state, requested_at desc, id desc);
drop index retry_request_run_idx;
create index retry_request_of_run on retry_request (retry_of_uid, requested_at desc, id desc);

create index audit_event_of_outcome on audit_event (outcome, at desc, id desc);
drop index audit_event_namespace_idx;
create index audit_event_of_outcome_in_namespace on audit_event (namespace, outcome, at desc, id desc);
create index audit_event_of_actor_in_namespace on audit_event (namespace, actor, at desc, id desc);
