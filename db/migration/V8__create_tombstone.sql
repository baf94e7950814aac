-- Objects whose rows were pruned while the objects existed in the cluster: later events of a watch must not record them again.
create table tombstone (
    uid                uuid primary key,
    kind               text        not null,
    namespace          text        not null,
    epoch              int         not null,      -- in which the resourceVersion counts
    resource_version   bigint      not null,
    pruned_at          timestamptz not null,
    gone_at            timestamptz                -- when it was noticed that the cluster has lost the object; null while it has it
);

-- A deleted object may be reported once more, by a replay of the watch or another replica; its tombstone is deleted a day later.
create index tombstone_gone on tombstone (gone_at) where gone_at is not null;
