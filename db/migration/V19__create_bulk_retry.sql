-- Which runs a bulk retry was about, so that the same call again goes on with the same runs.
create table bulk_retry (
    requested_by    text        not null,
    idempotency_key text        not null,
    requested_at    timestamptz not null,
    input           text        not null,         -- what was asked, to tell another input under the same key
    run_uids        uuid[]      not null,         -- in the order of the results
    has_more        boolean     not null,         -- the filter finds further runs
    end_cursor      text,
    primary key (requested_by, idempotency_key)
);

-- Retention walks it in this order.
create index bulk_retry_requested on bulk_retry (requested_at);
