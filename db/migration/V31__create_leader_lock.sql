-- The lock of the replica that mirrors the cluster; the table of ShedLock, whose times are in UTC.
create table leader_lock (
    name       text      not null primary key,
    lock_until timestamp not null,
    locked_at  timestamp not null,
    locked_by  text      not null
);
