-- A retry is claimed here before anything touches the cluster: one row a lineage and retry number.
create table retry_request (
    id                 uuid primary key,          -- carried by the created run in an annotation
    base_uid           uuid        not null,
    retry_number       int         not null,
    retry_of_uid       uuid        not null,
    namespace          text        not null,
    name               text        not null,      -- of the PipelineRun to create
    requested_by       text        not null,
    requested_at       timestamptz not null,
    created_uid        uuid,                      -- of the PipelineRun that was created
    unique (base_uid, retry_number)
);
