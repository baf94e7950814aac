-- Whoever may write Events in any namespace can write the UID of any object into them.
drop index run_event_involved;
create index run_event_involved on run_event (involved_uid, namespace, involved_name);

-- Nothing shows a child that names a run of another namespace; without its link nothing comes across it either.
update task_run t set pipeline_run_uid = null
  from pipeline_run r
 where r.uid = t.pipeline_run_uid and r.namespace <> t.namespace;
