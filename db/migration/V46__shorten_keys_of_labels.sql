-- The prefixes of most keys are known, and took more bytes than the values. A key has no @ itself.
create function stored_key(key text) returns text language sql immutable as $$
    select coalesce(
           (select p.stored || substr($1, length(p.prefix) + 1)
              from (values ('pipelinesascode.tekton.dev/', '@p'), ('tekton.dev/', '@t'), ('triggers.tekton.dev/', '@g'),
                           ('dashboard.tekton.dev/', '@d'), ('chains.tekton.dev/', '@c'), ('results.tekton.dev/', '@s'),
                           ('tektonretry.io/', '@r'), ('app.kubernetes.io/', '@a'), ('@', '@@')) p (prefix, stored)
             where starts_with($1, p.prefix)), $1)
$$;

update pipeline_run
   set labels = (select jsonb_object_agg(stored_key(key), value) from jsonb_each(labels))
 where exists (select 1 from jsonb_object_keys(labels) key where stored_key(key) <> key);

drop function stored_key;
