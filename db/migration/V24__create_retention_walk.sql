-- How far a table has been looked through for rows that belong to nothing recorded, oldest first. A round begins anew after a week,
-- for what was recorded late.
create table retention_walk (
    name            text primary key,
    round_began_at  timestamptz not null,
    at              timestamptz not null,
    uid             uuid        not null
);
