-- The position of the mirror in each kind, as the replica that follows it last reported.
create table followed_kind (
    kind               text    not null,
    namespace          text    not null,          -- empty for all
    epoch              int,                       -- in which the resourceVersion counts
    resource_version   bigint,                    -- everything up to it is recorded; null before the first complete list
    reached_at         timestamptz,
    is_connected       boolean not null default false,
    last_event_at      timestamptz,
    lag_seconds        double precision not null default 0,
    failure            text,                      -- why the cluster does not answer
    reported_at        timestamptz,
    primary key (kind, namespace)
);
