-- A caller may give single tasks other resources, another place or another account.
alter table audit_event add column overrides text[] not null default '{}';
