-- What bounds people and their keys, and in which order decisions on tags were taken.

-- the key by which a person asked for it, if by one
alter table job add column key_id text;
create index job_unfinished on job (created_by) where state in ('queued', 'running');

create index evidence_upload on evidence ((detail ->> 'by'), id) where kind = 'upload';
-- the row of the custody log: decisions take effect in this order; null for those that came before
alter table tag_decision add column seq bigint unique;

create index trace_files on trace using gin ((request -> 'files') jsonb_path_ops);
