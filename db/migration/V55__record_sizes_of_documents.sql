-- Length of the JSON, so that it is known what a document takes before it is read; 0 where it was not yet recorded.
alter table document add column json_bytes int not null default 0;
