-- Objects that could not be recorded, as they were sent. A later version of the object that can be recorded takes its row away.
create table quarantine (
    kind               text        not null,
    namespace          text        not null,      -- empty when the object has none
    name               text        not null,      -- empty when the object has none
    uid                text        not null,      -- as it stands in the object; empty when it has none
    resource_version   text        not null,      -- as it stands in the object; empty when it has none
    reason             text        not null,
    body               bytea       not null,      -- deflated
    noticed_at         timestamptz not null,
    primary key (kind, namespace, name)
);
