-- A cluster that is restored or replaced counts its resourceVersions anew: they compare within an epoch only. The highest one is current.
create table cluster_epoch (
    epoch              int primary key,
    cluster_uid        uuid,                      -- UID of the namespace kube-system; null while it may not be read
    began_at           timestamptz not null
);
insert into cluster_epoch (epoch, began_at) values (1, now());

-- How far each kind is followed, as of the last report of the replica that follows it.
create table followed_kind (
    kind               text    not null,
    namespace          text    not null,          -- empty for all
    epoch              int,
    resource_version   bigint,                    -- everything up to it is recorded; null before the first complete list
    reached_at         timestamptz,
    is_connected       boolean not null default false,
    last_event_at      timestamptz,
    lag_seconds        double precision not null default 0,
    failure            text,                      -- why the cluster does not answer
    reported_at        timestamptz,
    primary key (kind, namespace)
);

-- What may have come and gone unseen. Rows with an end stay for good.
create table gap (
    id                 bigint generated always as identity primary key,
    kind               text        not null,
    namespace          text        not null,      -- empty for all
    reason             text        not null,
    from_version       bigint,
    from_time          timestamptz,               -- null: since ever
    to_version         bigint,
    to_time            timestamptz                -- null: still open
);

create unique index gap_open on gap (kind, namespace) where to_time is null;
create index gap_time on gap (to_time, from_time);
