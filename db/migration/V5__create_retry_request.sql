-- Who asked for which retry, and what came of it. A row is inserted before anything touches the cluster, and kept.
create table retry_request (
    id              uuid primary key,        -- carried by the created run in an annotation
    base_uid        uuid        not null,
    retry_number    int         not null,
    retry_of_uid    uuid        not null,
    namespace       text        not null,
    name            text        not null,    -- of the PipelineRun to create
    requested_by    text        not null,
    requester       jsonb       not null,    -- what the cluster needs to know of the user to be asked for the right again
    requested_at    timestamptz not null,
    options         jsonb       not null,
    plan_version    text,
    reason          text,
    idempotency_key text,                    -- null also when the key is free again
    not_before      timestamptz,
    state           text        not null,    -- SCHEDULED, CREATING, CREATED, REFUSED, CANCELLED
    adopted_claims  text[]      not null default '{}',  -- volumes that need the created run as an owner
    created_uid     uuid,                    -- of the PipelineRun that was created
    code            text,                    -- why it was refused
    message         text,
    tasks           text[]      not null default '{}',
    related_uid     uuid,
    finished_at     timestamptz
);

-- One retry a lineage and retry number: what is refused or cancelled gives the number back.
create unique index retry_request_claim_idx on retry_request (base_uid, retry_number)
 where state in ('SCHEDULED', 'CREATING', 'CREATED');

create unique index retry_request_key_idx on retry_request (requested_by, idempotency_key)
 where idempotency_key is not null;

create index retry_request_order_idx on retry_request (requested_at, id);

create index retry_request_run_idx on retry_request (retry_of_uid);
