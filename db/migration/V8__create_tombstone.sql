-- Objects whose rows were pruned while they were in the cluster: what a watch says of them later must not bring them back. One whose
-- object went unseen is found to be out of date by what it stands for.
create table tombstone (
    uid                uuid primary key,
    kind               text        not null,
    namespace          text        not null,
    epoch              int         not null,      -- in which the resourceVersion counts
    resource_version   bigint      not null,
    pruned_at          timestamptz not null,
    gone_at            timestamptz                -- when it was noticed that the cluster has lost the object; null while it has it
);

-- An object that is gone may be reported once more, by a replay of the watch or by another replica; its tombstone goes a day later.
create index tombstone_gone on tombstone (gone_at) where gone_at is not null;
