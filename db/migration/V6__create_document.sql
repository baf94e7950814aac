-- The whole object as JSON without managedFields, deflated. Apart from the typed rows, so that lists never read it.
create table document (
    uid                uuid primary key,
    kind               text   not null,
    epoch              int    not null,           -- in which the resourceVersion counts
    resource_version   bigint not null,
    body               bytea  not null,
    json_bytes         int    not null            -- length of the JSON: what the document takes in memory is known before it is read
);

-- The body is deflated already, so PostgreSQL must not compress it again.
alter table document alter column body set storage external;

-- The last document of an object from before the cluster was restored to an older state.
create table superseded_document (
    uid                uuid   not null,
    kind               text   not null,
    epoch              int    not null,
    resource_version   bigint not null,
    body               bytea  not null,
    primary key (uid, epoch)
);

alter table superseded_document alter column body set storage external;
