-- The position in a table that is searched for rows that belong to no recorded object, oldest first. The search starts again after
-- a week, for rows that were recorded late.
create table retention_walk (
    name            text primary key,
    round_began_at  timestamptz not null,
    at              timestamptz not null,
    uid             uuid        not null
);
