-- A run that refers to its pipeline is recorded with its params in place. A retry with other params needs to know where these were.
-- A retry may also go on with the current definition. Then nothing counts of what is recorded of some tasks before it.
create table retry_definition (
    request_id    uuid primary key references retry_request (id) on delete cascade,
    definition    text,                           -- spec of the Pipeline as JSON; null when the pipeline of the run itself holds on
    renewed_tasks text[],                         -- those of which nothing counts; null when the retry was only given other params
    tasks         text[]                          -- all that the pipeline has, in their order
);
