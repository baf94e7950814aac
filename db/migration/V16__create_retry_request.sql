-- Requests for retries: caller, input, state and outcome. The row is inserted before the first change in the cluster.
-- The secret is not visible before the run exists, so an object with a proof derived from it was created by the request.
-- The decisions of the plan are read from here. Labels and annotations of the run repeat them for people only.
create table retry_request (
    id              uuid primary key,             -- carried by the created run in an annotation
    secret          uuid        not null default gen_random_uuid(),
    base_uid        uuid        not null,
    retry_number    int         not null,
    retry_of_uid    uuid        not null,
    namespace       text        not null,
    name            text        not null,         -- of the PipelineRun to create
    requested_by    text        not null,
    requester       jsonb       not null,         -- what the cluster needs to know of the user to be asked for the right again
    requested_at    timestamptz not null,
    idempotency_key text,                         -- null also when the key is free again
    reason          text,
    options         jsonb       not null,
    plan_version    text,
    not_before      timestamptz,
    state           text        not null,         -- SCHEDULED, CREATING, CREATED, REFUSED, CANCELLED
    begun_at        timestamptz,                  -- when the run was first sent, since it was last known that there is none
    planned_spec    text,                         -- hash of the spec that was sent, as the API server would store it
    leaves_tasks    boolean     not null default false, -- as of pipeline_run
    starts_anew     boolean     not null default false, -- as of pipeline_run
    adopted_claims  text[]      not null default '{}',  -- volumes that need the created run as an owner
    made_pending    boolean     not null default false, -- by the service, which starts the run once its volumes are adopted
    held_by         text,                         -- ADMISSION or PIPELINES_AS_CODE, which starts the run in its turn
    created_uid     uuid,                         -- of the PipelineRun that was created
    code            text,                         -- why it was refused
    message         text,
    tasks           text[]      not null default '{}',  -- the tasks at fault
    related_uid     uuid,                         -- the run to look at instead
    finished_at     timestamptz
);

-- One retry for each lineage and retry number. A refused or cancelled request frees its number.
create unique index retry_request_claim_idx on retry_request (base_uid, retry_number)
 where state in ('SCHEDULED', 'CREATING', 'CREATED');

create unique index retry_request_key_idx on retry_request (requested_by, idempotency_key)
 where idempotency_key is not null;

create index retry_request_order_idx on retry_request (requested_at, id);
create index retry_request_run_idx on retry_request (retry_of_uid);
create index retry_request_created_idx on retry_request (created_uid) where created_uid is not null;

-- Requests that wait to be created are searched every few seconds.
create index retry_request_open_idx on retry_request ((greatest(requested_at, not_before)))
 where state in ('SCHEDULED', 'CREATING');

-- Retention reads requests without a run in this order.
create index retry_request_fruitless on retry_request (finished_at) where state in ('REFUSED', 'CANCELLED');

-- Automatic retries are counted before each new one.
create index retry_request_service_idx on retry_request (namespace, requested_at)
 where requester->>'authentication' = 'SERVICE';
