-- A run is a retry of ours when a request made it. What the labels of a run say of itself is a claim: it links the run, and decides nothing.
alter table pipeline_run
    add column claimed_uid   uuid,                -- the run that this one says it retries, by our labels
    add column request_proof text,                -- what the run carries to be recognised by its request
    alter column retry_number   set default 0,
    alter column attempt_number set default 1,
    alter column retry_inferred set default false;

create index pipeline_run_claimed on pipeline_run (claimed_uid) where claimed_uid is not null;

create index pipeline_run_proof on pipeline_run (request_proof) where request_proof is not null;

-- Nobody learns the secret before the run is there, so that whoever carries what follows from it was made by the request.
alter table retry_request
    add column secret       uuid not null default gen_random_uuid(),
    add column planned_spec text;                 -- hash of the spec that was sent, as the API server would store it

create index retry_request_created_idx on retry_request (created_uid) where created_uid is not null;

update pipeline_run r
   set (base_uid, retry_number, claimed_uid, requested_by, request_id, retry_inferred)
     = (r.uid, 0, r.retry_of_uid, null, null, r.retry_of_uid is not null)
 where r.retry_number > 0
   and not exists (select 1 from retry_request q where q.created_uid = r.uid);

update pipeline_run
   set attempt_number = retry_number + 1
 where attempt_number <> retry_number + 1;
