-- The whole object as JSON without managedFields, deflated; apart from the typed rows so that lists never read it.
create table document (
    uid                uuid primary key,
    kind               text   not null,
    resource_version   bigint not null,
    body               bytea  not null
);

-- Deflated already: trying to compress it again would be a waste.
alter table document alter column body set storage external;
