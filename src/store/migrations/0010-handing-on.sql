-- What is handed on: for whom a pack was made, and what was left out of it.

-- null: the trace alone, whole
alter table pack add column redaction jsonb;

-- Deposits that an exchange's own system asks about. The whole request and answer are kept; a
-- deposit is found again by the sender's own reference.

create table deposit (
  id text primary key,
  created_by text not null,
  reference text not null,
  request jsonb not null,
  request_sha256 digest not null,
  state text not null check (state in ('held', 'cleared', 'escalated')),
  decision text not null check (decision in ('allow', 'review', 'hold', 'block')),
  severity text,
  -- the answer's bytes are the evidence of a hold
  answer_sha256 digest not null references blob,
  -- known to a case that is not marked TLP:RED
  is_known boolean not null default false,
  job_id text,
  assignee text,
  target_id text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  revision int not null default 1,
  unique (created_by, reference)
);
create index deposit_state on deposit (state, id);
create index deposit_job on deposit (job_id) where job_id is not null;

-- Every decision, the first that of the rules
create table deposit_decision (
  deposit_id text not null references deposit,
  number int not null,
  state text not null check (state in ('held', 'cleared', 'escalated')),
  reason text not null,
  by jsonb not null,
  answer_sha256 digest not null references blob,
  at timestamptz not null default now(),
  primary key (deposit_id, number)
);

-- Which results follow money through a holder or transaction; made from the results, and again
create table traced (
  place text not null,
  result_sha256 digest not null,
  how text not null check (how in ('holder', 'stop', 'transaction')),
  primary key (place, result_sha256)
);
create table traced_result (
  result_sha256 digest primary key
);

alter table target add tells text not null default 'alerts' check (tells in ('alerts', 'deposits'));
alter table delivery add deposit_id text references deposit,
  drop constraint delivery_of_one,
  -- of an alert, a request or a deposit
  add constraint delivery_of_one check (num_nonnulls(alert_id, request_id, deposit_id) = 1);
