-- What is handed on: for whom a pack was made, and what was left out of it.

-- null: the trace alone, whole
alter table pack add column redaction jsonb;
