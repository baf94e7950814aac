-- A caller may give params of a pipeline other values. Whoever reads the audit need not be allowed to see the values.
alter table audit_event add column params text[] not null default '{}';
