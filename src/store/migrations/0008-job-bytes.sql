-- Bytes that a job reads, a list for instance, stay with it: looked for before any are forgotten.

create index job_bytes on job ((body ->> 'sha256')) where body ->> 'sha256' is not null;
