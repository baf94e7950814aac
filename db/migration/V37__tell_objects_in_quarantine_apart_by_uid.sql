-- Objects that could not be recorded, as they were sent. A name is given again, and the last state of an object that is gone must not
-- give way to another object of its name: each UID has a row of its own. A later version that can be recorded takes it away.
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

create index quarantined_object_owner on quarantined_object (owner_uid) where owner_uid is not null;

-- A replica that knows only of the old table writes on into it. The trigger waits for what it is writing, so that nothing is missed.
create function copy_into_quarantined_object() returns trigger language plpgsql as $$
begin
    insert into quarantined_object (kind, namespace, name, uid, resource_version, reason, body, noticed_at)
    values (new.kind, new.namespace, new.name, new.uid, new.resource_version, new.reason, new.body, new.noticed_at)
        on conflict (kind, namespace, name, uid) do update
       set (resource_version, reason, body, noticed_at)
         = (excluded.resource_version, excluded.reason, excluded.body, excluded.noticed_at);
    return null;
end
$$;

create trigger quarantine_copied after insert or update on quarantine
   for each row execute function copy_into_quarantined_object();

insert into quarantined_object (kind, namespace, name, uid, resource_version, reason, body, noticed_at)
select kind, namespace, name, uid, resource_version, reason, body, noticed_at from quarantine;
