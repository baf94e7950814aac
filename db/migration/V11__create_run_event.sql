-- Kubernetes Events about runs, their children and their pods. The cluster forgets them within hours.
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

create index run_event_involved on run_event (involved_uid);
