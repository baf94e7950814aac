-- What reports count. A job derives these tables from the runs that have ended, lineage by lineage. Rows of deleted runs stay.
-- Keys are 64-bit hashes, because an index cannot hold long texts.

-- A task of a Pipeline, or the whole runs of a Pipeline, of one repository.
create table report_series (
    id            bigint primary key,             -- hash of the other columns
    namespace     text   not null,
    pipeline_name text,
    task_name     text,                           -- null for whole runs
    repository    text
);

create index report_series_of_namespace on report_series (namespace, pipeline_name);

create table run_fact (
    base_uid         uuid        not null,
    uid              uuid        not null,
    retry_number     int         not null,
    series_id        bigint      not null,        -- of whole runs
    branch_hash      bigint,
    is_child         boolean     not null,        -- of a parent PipelineRun
    verdict          text,                        -- null for a run that was cancelled, or deleted while it ran
    recovered        boolean     not null,        -- it succeeded and left no task failed
    is_automatic     boolean     not null,
    starts_anew      boolean     not null,
    own_tasks        text[]      not null,        -- the tasks of its spec
    definition_tasks text[],
    started_at       timestamptz,
    finished_at      timestamptz,
    ended_at         timestamptz not null,        -- also of a run that was deleted while it ran
    primary key (base_uid, uid)
);

create index run_fact_ended on run_fact (ended_at, base_uid) where retry_number = 0;
create index run_fact_finished on run_fact (series_id, finished_at) where retry_number = 0 and verdict is not null and not is_child;

create table attempt_fact (
    base_uid      uuid        not null,
    task_run_uid  uuid        not null,
    number        int         not null,
    retry_number  int         not null,
    series_id     bigint      not null,
    branch_hash   bigint,
    child_hash    bigint      not null,           -- of the name of the TaskRun or CustomRun
    created_at    timestamptz not null,           -- of that object
    started_at    timestamptz,
    finished_at   timestamptz not null,
    verdict       text,                           -- PASS, FAIL, INFRASTRUCTURE; null for a cancelled attempt
    failure_class text,
    commit_hash   bigint,                         -- same task, combination and commit; null without a revision
    inputs_hash   bigint,                         -- compared within the commit
    sequence_hash bigint      not null,           -- same task, combination and branch
    primary key (base_uid, task_run_uid, number)
);

create index attempt_fact_of_commit on attempt_fact (commit_hash) where commit_hash is not null and verdict is not null;
create index attempt_fact_of_sequence on attempt_fact (sequence_hash, finished_at) where verdict in ('PASS', 'FAIL');

-- The sums of a day in UTC. Changed by the difference that a lineage makes.
create table report_day (
    series_id          bigint not null,
    branch_hash        bigint not null,           -- 0 for all branches together
    day                date   not null,
    attempts           int    not null default 0,
    failures           int    not null default 0,
    infrastructure     int    not null default 0,
    ungrouped          int    not null default 0, -- attempts without a known commit
    commit_total       int    not null default 0,
    commit_flakes      int    not null default 0,
    inputs_total       int    not null default 0,
    inputs_flakes      int    not null default 0,
    flips              int    not null default 0,
    pairs              int    not null default 0,
    broken             int    not null default 0,
    wasted_flaky       bigint not null default 0, -- milliseconds, as are the others
    wasted_not_flaky   bigint not null default 0,
    runs               int    not null default 0,
    failed_runs        int    not null default 0,
    retried            int    not null default 0,
    recovered          int    not null default 0,
    manual             int    not null default 0,
    automatic          int    not null default 0,
    saved              bigint not null default 0,
    wasted             bigint not null default 0,
    primary key (series_id, branch_hash, day)
);

create index report_day_of_day on report_day (day);

-- How many durations of which length a day has. Tekton's times have whole seconds, so that this is exact.
create table duration_day (
    series_id   bigint not null,
    branch_hash bigint not null,
    kind        text   not null,                  -- WHOLE, SUCCEEDED (whole, too), RETRY, RECOVERY
    day         date   not null,
    seconds     int[]  not null,
    counts      int[]  not null,                  -- one for each of seconds
    primary key (series_id, branch_hash, kind, day)
);

create index duration_day_of_day on duration_day (day);

-- Groups of attempts with a success and a failure.
create table flaky_group (
    series_id   bigint      not null,
    branch_hash bigint      not null,             -- 0 for all branches together
    commit_hash bigint      not null,
    began_at    timestamptz not null,             -- end of its first attempt
    failed_at   timestamptz not null              -- end of its last failure
);

create index flaky_group_of_series on flaky_group (series_id, branch_hash, began_at);
create index flaky_group_of_commit on flaky_group (commit_hash);

-- A failure of a task that a later run of its lineage executed again, once for each lineage and class.
create table retry_outcome (
    base_uid      uuid        not null,
    series_id     bigint      not null,
    branch_hash   bigint,
    failure_class text        not null,
    failed_at     timestamptz not null,           -- for the first time
    recovered     boolean     not null,
    primary key (base_uid, series_id, failure_class)
);

create index retry_outcome_of_series on retry_outcome (series_id, failed_at) include (failure_class, recovered, branch_hash);

-- How far the job has read.
create table fact_position (
    only_one  boolean primary key default true check (only_one),
    seq       bigint  not null,                   -- in the feed of changes
    walked_at timestamptz,                        -- creation of the last run of the walk over what was recorded before
    walked    uuid                                -- that run; null when the walk is over
);

create function hash_of_series(namespace text, pipeline_name text, task_name text, repository text) returns bigint
language sql immutable as $$ select hash_record_extended(row($1, $2, $3, $4), 0) $$;

create function milliseconds(length interval) returns bigint
language sql immutable as $$ select cast(round(extract(epoch from $1) * 1000) as bigint) $$;

-- The combination of a matrix consists of these params of its children.
alter table pipeline_task add column matrix_params jsonb;
-- Hashes of the params of a child, by name; null for a child whose name cannot be that of a combination.
alter table task_run add column param_hashes jsonb;

-- The attempts that have ended, each with its run. A child PipelineRun is no attempt, as its own tasks are.
-- The verdict of what was cancelled is null; a failure that the cluster caused is not one of the task.
drop view finished_attempt;
create view finished_attempt as
select r.uid as run_uid, r.status as run_status, r.base_uid, r.retry_number, r.namespace, r.pipeline_name,
       c.pipeline_task_name as task_name, r.source_repository, r.source_revision, r.source_branch,
       c.uid as task_run_uid, c.name as task_run_name, c.created_at, a.number, a.started_at, a.finished_at,
       case when a.status = 'SUCCEEDED' then 'PASS'
            when a.failure_class = 'INFRASTRUCTURE' then 'INFRASTRUCTURE'
            when a.status in ('FAILED', 'TIMED_OUT') then 'FAIL' end as verdict,
       case when a.status in ('FAILED', 'TIMED_OUT') then coalesce(a.failure_class, 'UNKNOWN') end as failure_class,
       t.inputs_hash,
       case when p.is_matrix then coalesce(
            (select hashtextextended(string_agg(param.key || '=' || param.value, ' ' order by param.key), 0)
               from jsonb_each_text(t.param_hashes) param
              where jsonb_exists(p.matrix_params, param.key)),
            t.inputs_hash, hashtextextended(c.name, 0)) end as combination_hash
  from task_attempt a
  join proven_child c on c.uid = a.task_run_uid and c.kind <> 'PipelineRun'
  join task_run t on t.uid = c.uid
  join pipeline_task p on p.pipeline_run_uid = c.pipeline_run_uid and p.name = c.pipeline_task_name
  join pipeline_run r on r.uid = c.pipeline_run_uid
 where a.finished_at is not null;

drop index task_attempt_finished;
