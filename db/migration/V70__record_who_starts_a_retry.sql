-- A run that the service has made pending is started by it, once its volumes are adopted. One that somebody else holds is not.
alter table retry_request
    add column made_pending boolean not null default false,
    add column held_by      text;                 -- ADMISSION or PIPELINES_AS_CODE, which starts the run in its turn

update retry_request set made_pending = true where state = 'CREATING' and adopted_claims <> '{}';
