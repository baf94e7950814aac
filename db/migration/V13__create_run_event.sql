-- Kubernetes Events about runs, their children and their pods. The cluster deletes them within hours.
create table run_event (
    uid                uuid primary key,
    resource_version   bigint      not null,
    namespace          text        not null,
    involved_kind      text        not null,
    involved_uid       uuid        not null,
    involved_name      text        not null,
    type               text        not null,
    reason             text        not null,
    message            text        not null,
    count              int         not null,
    first_at           timestamptz not null,
    last_at            timestamptz not null
);

-- Anybody who may create Events in a namespace can write any UID into them, so namespace and name are compared as well.
create index run_event_involved on run_event (involved_uid, namespace, involved_name);

-- Retention reads the Events in this order.
create index run_event_last on run_event (last_at, uid);
