-- A retry is claimed here before anything touches the cluster: one row a lineage and attempt.
create table retry_request (
    id                 uuid primary key,
    base_uid           uuid        not null,
    retry_number       int         not null,
    retry_of_uid       uuid        not null,
    namespace          text        not null,
    name               text        not null,      -- of the PipelineRun to create
    manifest           bytea       not null,      -- deflated JSON
    requested_by       text        not null,
    requested_at       timestamptz not null,
    state              text        not null,      -- CLAIMED, CREATED, REJECTED
    created_uid        uuid,                      -- of the PipelineRun that was created
    unique (base_uid, retry_number)
);
