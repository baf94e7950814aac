-- Containers as text without the names of fields: [name, exitCode, signal, reason, message, startedAt, duration or finishedAt].
create function shortened_containers(containers jsonb) returns text language sql immutable as $$
    select coalesce(cast(jsonb_agg(jsonb_build_array(
                e -> 'name', e -> 'exitCode', e -> 'signal', e -> 'reason', e -> 'message', e -> 'startedAt', e -> 'finishedAt')
                order by position) as text), '[]')
      from jsonb_array_elements($1) with ordinality x (e, position)
$$;

alter table pod_outcome alter column containers type text using shortened_containers(containers);

drop function shortened_containers;

-- The cluster has deleted Events a day after the last one: which ones a row counts need not be known any more. Should some come
-- after all, the earlier ones count as one without a UID.
create function counted_events(events jsonb, resource_version bigint, count int) returns jsonb language sql immutable as $$
    select coalesce($1, jsonb_build_object('', jsonb_build_array($2, $3)))
$$;

-- resourceVersion of the newest Event that is counted without its UID.
create function counted_version(events jsonb, resource_version bigint) returns bigint language sql immutable as $$
    select case when $1 is null then $2 else cast($1 -> '' ->> 0 as bigint) end
$$;

update run_event set events = null where checked_at is not null;
