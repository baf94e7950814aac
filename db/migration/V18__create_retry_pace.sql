-- When the next run of a bulk retry may be created, for all replicas: one row.
create table retry_pace (
    only_row boolean primary key default true check (only_row),
    used_up  timestamptz not null
);

insert into retry_pace (used_up) values ('-infinity');
