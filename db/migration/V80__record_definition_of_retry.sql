-- A retry may go on with the current definition of its pipeline. Then nothing counts of what is recorded of some tasks before it.
alter table retry_definition
    alter column definition drop not null,  -- null when the pipeline of the run itself holds on
    add column renewed_tasks text[],        -- null when it was only given other params
    add column tasks text[];                -- all that the pipeline has, in their order

alter table pipeline_run add column definition_tasks text[];
