-- What waits to be created is looked for every few seconds, among all that was ever asked for.
create index retry_request_open_idx on retry_request ((greatest(requested_at, not_before)))
 where state in ('SCHEDULED', 'CREATING');
