-- Objects that could not be recorded, as the API server sent them. There is a row for each UID, because names are reused. The row
-- is deleted when a later version of the object can be recorded.
create table quarantined_object (
    kind               text        not null,
    namespace          text        not null,      -- empty when the object has none
    name               text        not null,      -- empty when the object has none
    uid                text        not null,      -- as it stands in the object; empty when it has none
    owner_uid          uuid,                      -- the PipelineRun that owns it; null when it has none, or when it is not known
    resource_version   text        not null,      -- as it stands in the object; empty when it has none
    reason             text        not null,
    body               bytea       not null,      -- deflated
    noticed_at         timestamptz not null,
    primary key (kind, namespace, name, uid)
);

create index quarantined_object_uid on quarantined_object (uid);
create index quarantined_object_owner on quarantined_object (owner_uid) where owner_uid is not null;

-- Retention reads it in this order.
create index quarantined_object_noticed on quarantined_object (noticed_at);
