-- The runs of a bulk retry, so that a repeated call continues with the same runs.
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

-- Retention reads it in this order.
create index bulk_retry_requested on bulk_retry (requested_at);
