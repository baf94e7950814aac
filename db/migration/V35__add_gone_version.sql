-- The newest resourceVersion at which an object is known to be gone, in the epoch of its row. A state from before that, which comes
-- later because changes are told again after a pause, does not bring it back.
alter table pipeline_run add column gone_version bigint;
alter table task_run add column gone_version bigint;
