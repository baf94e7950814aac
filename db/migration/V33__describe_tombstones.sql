-- What a tombstone stands for, so that one whose object went unseen is found to be out of date. Older ones are of no kind and stay.
alter table tombstone
    add column kind             text   not null default '',
    add column namespace        text   not null default '',
    add column epoch            int    not null default 0,
    add column resource_version bigint not null default 0;
