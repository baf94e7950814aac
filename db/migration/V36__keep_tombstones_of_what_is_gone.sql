-- An object that is gone may be reported once more, by a replay of the watch or by another replica; its tombstone goes a day later.
-- A replica that does not know of the column deletes tombstones at once, as before.
alter table tombstone
    add column gone_at timestamptz;               -- when it was noticed that the cluster has lost the object; null while it has it
