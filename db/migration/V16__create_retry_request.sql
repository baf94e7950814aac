-- Who asked for which retry, and what came of it. A row is inserted before anything touches the cluster, and kept.
-- Nobody learns the secret before the run is there, so whoever carries what follows from it was made by the request.
-- What the plan decided counts as it stands here. Labels and annotations of the run only repeat it, for people.
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

-- One retry a lineage and retry number: what is refused or cancelled gives the number back.
create unique index retry_request_claim_idx on retry_request (base_uid, retry_number)
 where state in ('SCHEDULED', 'CREATING', 'CREATED');

create unique index retry_request_key_idx on retry_request (requested_by, idempotency_key)
 where idempotency_key is not null;

create index retry_request_order_idx on retry_request (requested_at, id);
create index retry_request_run_idx on retry_request (retry_of_uid);
create index retry_request_created_idx on retry_request (created_uid) where created_uid is not null;

-- What waits to be created is looked for every few seconds, among all that was ever asked for.
create index retry_request_open_idx on retry_request ((greatest(requested_at, not_before)))
 where state in ('SCHEDULED', 'CREATING');

-- Retention walks in this order what no run came of.
create index retry_request_fruitless on retry_request (finished_at) where state in ('REFUSED', 'CANCELLED');

-- How many retries the service began by itself is counted before each.
create index retry_request_service_idx on retry_request (namespace, requested_at)
 where requester->>'authentication' = 'SERVICE';
