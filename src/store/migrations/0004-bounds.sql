-- What bounds people and their keys, and in which order decisions on tags were taken.

-- the key by which a person asked for it, if by one
alter table job add column key_id text;
create index job_unfinished on job (created_by) where state in ('queued', 'running');

create index evidence_upload on evidence ((detail ->> 'by'), id) where kind = 'upload';
create index trace_files on trace using gin ((request -> 'files') jsonb_path_ops);
