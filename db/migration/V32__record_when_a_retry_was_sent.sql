-- What was sent and left no trace may have come and gone unseen: whoever finds a request unfinished has to know since when.
alter table retry_request add column begun_at timestamptz;   -- when the run was sent to the cluster first, since it was last known that there is none
