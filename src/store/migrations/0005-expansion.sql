-- What the source of a trace knows of one address beyond the trace: context, and no part of its
-- claim. What was taken off again stays, with the time.

create table expansion (
  id text primary key,
  trace_id text not null references trace,
  address text not null,
  direction text not null check (direction in ('in', 'out')),
  since timestamptz,
  until timestamptz,
  status text not null default 'queued'
    check (status in ('queued', 'done', 'failed', 'cancelled')),
  job_id text not null,
  answer_sha256 digest references blob,
  -- the recorded answers of live sources, as an archive
  evidence_sha256 digest references blob,
  error jsonb,
  created_by text not null,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  removed_at timestamptz
);
create index expansion_trace on expansion (trace_id, id);
create index expansion_answer on expansion (answer_sha256);
create index expansion_evidence on expansion (evidence_sha256);
