-- What live sources answered. A pack is a blob: Zstandard frames one after the other, one for each
-- answer. An answer is kept once, whichever traces rest on it.

create table answer (
  sha256 digest primary key,
  pack digest not null references blob,
  at bigint not null check (at >= 0),
  size bigint not null check (size > 0)
);
create index answer_pack on answer (pack);

-- The files of one run of a trace, which is the job that traced or extended it: case, inputs, what
-- was looked up, and the index that names its answers. In pieces, as a file grows.

create table recording (
  run text not null check (run ~ '^[0-9a-z-]+$'),
  trace_id text not null references trace,
  name text not null check (name !~ '/[.]{1,2}$' and
    name ~ '^(case[.]json|known[.]jsonl|evidence/index[.]jsonl|(inputs|proofs)/[^/]+)$'),
  at bigint not null check (at >= 0),
  size bigint not null check (size > 0),
  sha256 digest not null references blob,
  primary key (run, name, at)
);
create index recording_trace on recording (trace_id);
create index recording_blob on recording (sha256);

-- the run of which it is the result; null where it was made from files
alter table trace_version add run text;
