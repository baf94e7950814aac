-- What the plan of a retry decided. Labels and annotations of its run only repeat it, for people.
alter table retry_request
    add column leaves_tasks boolean not null default false,
    add column starts_anew boolean not null default false;

alter table pipeline_run
    add column leaves_tasks boolean not null default false,
    add column starts_anew boolean not null default false;
