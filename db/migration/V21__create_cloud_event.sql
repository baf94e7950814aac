-- CloudEvents that wait for the sink. Triggers write an event in the transaction of the change that it reports, so that neither
-- exists without the other.
create table cloud_event (
    seq          bigint      generated always as identity primary key,
    id           uuid        not null default gen_random_uuid(),
    type         text        not null,
    subject      text        not null,         -- namespace and name of the retry
    base_uid     uuid        not null,         -- the lineage, whose events are told in their order
    retry_of_uid uuid        not null,
    at           timestamptz not null default clock_timestamp(),
    data         jsonb       not null,
    attempts     integer     not null default 0,
    due_at       timestamptz not null default '-infinity'
);

create index cloud_event_lineage_idx on cloud_event (base_uid, seq);

create table cloud_event_switch (
    only_one boolean primary key default true check (only_one),
    enabled  boolean not null
);

create function tell_of_retry(what text, q retry_request, more jsonb) returns void language sql as $$
    insert into cloud_event (type, subject, base_uid, retry_of_uid, data)
    select 'io.tektonretry.retry.' || what || '.v1', q.namespace || '/' || q.name, q.base_uid, q.retry_of_uid,
           jsonb_build_object(
               'requestId', q.id,
               'namespace', q.namespace,
               'name', q.name,
               'retryNumber', q.retry_number,
               'retryOf', jsonb_build_object('uid', q.retry_of_uid,
                                             'name', (select r.name from pipeline_run r where r.uid = q.retry_of_uid)),
               'root', jsonb_build_object('uid', q.base_uid, 'name', (select r.name from pipeline_run r where r.uid = q.base_uid)),
               'requestedBy', q.requested_by,
               'origin', case when q.requester->>'authentication' = 'SERVICE' then 'AUTOMATIC' else 'API' end,
               'reason', q.reason,
               'chainId', q.base_uid,
               'links', jsonb_build_array(jsonb_build_object(
                   'linkType', 'RELATION', 'linkKind', 'RETRY_OF', 'target', jsonb_build_object('runUid', q.retry_of_uid))))
           || more
     where exists (select 1 from cloud_event_switch where enabled)
$$;

create function tell_of_request() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform tell_of_retry('requested', new, jsonb_build_object('notBefore', new.not_before));
    elsif new.state = 'CREATED' then
        perform tell_of_retry('created', new, jsonb_build_object('uid', new.created_uid, 'heldBy', new.held_by));
    elsif new.state = 'REFUSED' then
        perform tell_of_retry('refused', new, jsonb_build_object('code', new.code, 'message', new.message));
    elsif new.state = 'CANCELLED' then
        perform tell_of_retry('refused', new, jsonb_build_object('code', 'CANCELLED', 'message', 'The request was cancelled'));
    end if;
    return null;
end
$$;

create trigger cloud_event_of_request after insert on retry_request
    for each row execute function tell_of_request();

create trigger cloud_event_of_answer after update of state on retry_request
    for each row when (old.state is distinct from new.state) execute function tell_of_request();

create function tell_of_end() returns trigger language plpgsql as $$
declare
    q retry_request;
begin
    select * into q from retry_request where created_uid = new.uid and state = 'CREATED';
    if found then
        perform tell_of_retry('finished', q, jsonb_build_object(
            'uid', new.uid, 'status', new.status, 'statusReason', new.reason, 'startedAt', new.started_at, 'finishedAt', new.finished_at));
    end if;
    return null;
end
$$;

-- A run may be recognised as a retry only after its end.
create trigger cloud_event_of_end after update on pipeline_run
    for each row when (new.retry_number > 0 and new.status not in ('PENDING', 'RUNNING')
                       and (old.retry_number = 0 or old.status in ('PENDING', 'RUNNING')))
    execute function tell_of_end();
