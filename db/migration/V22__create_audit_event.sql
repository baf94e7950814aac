-- Calls for retries with caller and answer. A row is written once, in the transaction of the change that it records.
create table audit_event (
    id              uuid primary key,
    at              timestamptz not null,
    action          text        not null,
    outcome         text        not null,         -- ALLOWED, DENIED, REFUSED, FAILED
    code            text,
    message         text,
    actor           text        not null,
    actor_uid       text,
    actor_groups    text[]      not null,
    authentication  text        not null,         -- who said that it was this user
    client_address  text,
    user_agent      text,
    namespace       text,                         -- of the run; null when there is no such run
    run_uid         uuid,
    run_name        text,
    result_name     text,                         -- of the PipelineRun that comes of it, in the same namespace
    reason          text,
    request_id      uuid,
    idempotency_key text,
    plan_version    text,
    definition      text,                         -- RECORDED or CURRENT, which the retry was to go by; null when none was asked for
    params          text[]      not null,         -- names only: who reads the audit need not be allowed to see the values
    overrides       text[]      not null          -- tasks that were given other resources, another place or another account
);

create index audit_event_order_idx on audit_event (at desc, id desc);
create index audit_event_namespace_idx on audit_event (namespace, at desc, id desc);
create index audit_event_actor_idx on audit_event (actor, at desc, id desc);
create index audit_event_run_idx on audit_event (run_uid, at desc, id desc) where run_uid is not null;

-- This protects the rows from changes by mistake, even by the owner: rows are deleted only by age, in a transaction that says so.
create function refuse_change_of_audit_event() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.at < nullif(current_setting('tektonretry.audit_expired_before', true), '')::timestamptz then
            return old;
        end if;
    end if;
    raise exception 'audit_event is insert-only' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_event_insert_only before update or delete on audit_event
   for each row execute function refuse_change_of_audit_event();

create trigger audit_event_no_truncate before truncate on audit_event
   for each statement execute function refuse_change_of_audit_event();
