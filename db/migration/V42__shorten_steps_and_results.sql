-- Steps and results as text without the names of fields, which took most of the bytes of an attempt: a step is
-- [name, exitCode, reason, startedAt, duration or finishedAt], a result [name, type, value].
create function shortened_steps(steps jsonb) returns text language sql immutable as $$
    select coalesce(cast(jsonb_agg(jsonb_build_array(
                e -> 'name', e -> 'exitCode', e -> 'reason', e -> 'startedAt', e -> 'finishedAt') order by position) as text), '[]')
      from jsonb_array_elements($1) with ordinality x (e, position)
$$;

create function shortened_results(results jsonb) returns text language sql immutable as $$
    select coalesce(cast(jsonb_agg(jsonb_build_array(e -> 'name', e -> 'type', e -> 'value') order by position) as text), '[]')
      from jsonb_array_elements($1) with ordinality x (e, position)
$$;

alter table task_attempt
      alter column steps type text using shortened_steps(steps),
      alter column results type text using shortened_results(results);

drop function shortened_steps;
drop function shortened_results;
