-- A run that refers to its pipeline is recorded with its params in place. A retry with other params needs to know where these were.
create table retry_definition (
    request_id uuid primary key references retry_request (id) on delete cascade,
    definition text not null    -- the spec of the Pipeline as JSON
);
