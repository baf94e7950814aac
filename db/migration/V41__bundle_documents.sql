-- The documents of a run that has ended, and of its children, as one: they share most of their text. A row of document is newer
-- than what the bundle has of the same object.
create table document_bundle (
    run_uid    uuid  primary key,
    json_bytes int   not null,                    -- of all documents, as in document
    body       bytea not null                     -- the documents one after the other, deflated
);

alter table document_bundle alter column body set storage external;

-- Each recorded object once; a child PipelineRun has a row in both tables.
create view recorded_object as
select uid, cast('PipelineRun' as text) as kind, epoch, resource_version from pipeline_run
 union all
select uid, kind, epoch, resource_version from task_run where kind <> 'PipelineRun';
