-- Events about one object with the same type and reason are one row. What each of them said last is kept, so that the row does not
-- depend on the order in which they come, or on how often.
create function event_row_uid(involved_kind text, involved_uid uuid, namespace text, involved_name text, type text, reason text)
returns uuid language sql immutable as $$
    select cast(left(encode(sha256(convert_to(concat_ws(chr(10), $1, $2, $3, $4, $5, $6), 'UTF8')), 'hex'), 32) as uuid)
$$;

-- The newest of each Event: {uid: [resourceVersion, count]}.
create function newest_events(one jsonb, other jsonb) returns jsonb language sql immutable as $$
    select jsonb_object_agg(key, value)
      from (select distinct on (key) key, value
              from (select * from jsonb_each($1) union all select * from jsonb_each($2)) event
             order by key, cast(value ->> 0 as bigint) desc) newest
$$;

create function count_of_events(events jsonb) returns int language sql immutable as $$
    select cast(least(sum(cast(value ->> 1 as bigint)), 2147483647) as int) from jsonb_each($1)
$$;

alter table run_event add column events jsonb;         -- {uid: [resourceVersion, count]} of those that are one row

create table folded as
select event_row_uid(involved_kind, involved_uid, namespace, involved_name, type, reason) as uid,
       max(resource_version) as resource_version, namespace, involved_kind, involved_uid, involved_name, type, reason,
       (array_agg(message order by resource_version desc))[1] as message,
       count_of_events(jsonb_object_agg(uid, jsonb_build_array(resource_version, count))) as count,
       min(first_at) as first_at, max(last_at) as last_at,
       jsonb_object_agg(uid, jsonb_build_array(resource_version, count)) as events
  from run_event
 group by namespace, involved_kind, involved_uid, involved_name, type, reason;

delete from run_event;
insert into run_event select * from folded;
drop table folded;
