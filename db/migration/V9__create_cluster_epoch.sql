-- A restored or replaced cluster starts its resourceVersions again: they are comparable within one epoch only. The highest epoch is current.
create table cluster_epoch (
    epoch              int primary key,
    cluster_uid        uuid,                      -- UID of the namespace kube-system; null while it may not be read
    began_at           timestamptz not null
);

insert into cluster_epoch (epoch, began_at) values (1, now());
