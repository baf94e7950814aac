-- Periods in which the mirror may have missed changes. A closed gap is kept while a recorded run existed during it.
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
