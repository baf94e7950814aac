-- A run that refers to its pipeline is recorded with its params substituted. A retry with other params needs the text before that.
-- A retry may also use the current definition. Then the recorded results of some tasks are not used.
create table retry_definition (
    request_id    uuid primary key references retry_request (id) on delete cascade,
    definition    text,                           -- spec of the Pipeline as JSON; null when the pipeline of the run itself holds on
    renewed_tasks text[],                         -- those of which nothing counts; null when the retry was only given other params
    tasks         text[]                          -- all that the pipeline has, in their order
);
