-- What the desk keeps. Ids are UUIDv7 text that the program makes; digests are SHA-256 in hex;
-- whoever did something is a person, a key or the system, so created_by is not a foreign key.

create domain digest as text check (value ~ '^[0-9a-f]{64}$');

-- People and how they come in

create table person (
  id text primary key,
  email text not null check (length(email) between 3 and 320),
  name text not null check (length(name) between 1 and 200),
  role text not null
    check (role in ('viewer', 'analyst', 'investigator', 'approver', 'administrator')),
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index person_email on person (lower(email));

create table invitation (
  id text primary key,
  token_hash digest not null unique,
  email text,
  role text not null
    check (role in ('viewer', 'analyst', 'investigator', 'approver', 'administrator')),
  expires_at timestamptz not null,
  used_at timestamptz,
  created_by text,
  created_at timestamptz not null default now()
);

create table passkey (
  id text primary key,
  person_id text not null references person,
  public_key bytea not null,
  counter bigint not null check (counter >= 0),
  transports jsonb not null default '[]',
  name text not null default '',
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create index passkey_person on passkey (person_id);

create table oidc_identity (
  issuer text not null,
  subject text not null,
  person_id text not null references person,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index oidc_identity_person on oidc_identity (person_id);

create table session (
  id text primary key,
  token_hash digest not null unique,
  person_id text not null references person,
  csrf text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index session_person on session (person_id);
create index session_expires on session (expires_at);

create table challenge (
  id text primary key,
  kind text not null,
  value text not null,
  person_id text references person,
  body jsonb not null default '{}',
  expires_at timestamptz not null
);
create index challenge_expires on challenge (expires_at);

create table api_key (
  id text primary key,
  name text not null,
  prefix text not null,
  hash digest not null unique,
  person_id text not null references person,
  scopes jsonb not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_key_person on api_key (person_id);

-- Results, pages, packs and evidence, by their digest

create table blob (
  sha256 digest primary key,
  bytes bytea not null,
  size bigint not null check (size = length(bytes)),
  media text not null,
  created_at timestamptz not null default now()
);

-- Cases

create table case_file (
  id text primary key,
  number int not null generated always as identity unique,
  title text not null,
  summary text not null default '',
  status text not null default 'open' check (status in ('open', 'closed')),
  tlp text not null default 'amber'
    check (tlp in ('clear', 'green', 'amber', 'amber+strict', 'red')),
  created_by text not null,
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  revision int not null default 1
);

create table member (
  case_id text not null references case_file,
  person_id text not null references person,
  role text not null check (role in ('lead', 'editor', 'reader')),
  added_at timestamptz not null default now(),
  primary key (case_id, person_id)
);
create index member_person on member (person_id);

create table victim (
  id text primary key,
  case_id text not null references case_file,
  name text not null,
  contact text not null default '',
  note text not null default '',
  created_at timestamptz not null default now()
);
create index victim_case on victim (case_id);

create table theft (
  id text primary key,
  case_id text not null references case_file,
  chain text not null,
  transaction text not null,
  victim_id text references victim,
  occurred_at timestamptz,
  note text not null default '',
  created_at timestamptz not null default now()
);
create index theft_case on theft (case_id);

create table note (
  id text primary key,
  case_id text not null references case_file,
  trace_id text,
  subject text,
  body text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  edited_at timestamptz
);
create index note_case on note (case_id, id);

create table task (
  id text primary key,
  case_id text not null references case_file,
  title text not null,
  due_at timestamptz,
  assignee text references person,
  done_at timestamptz,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index task_case on task (case_id, id);

create table timeline_entry (
  id text primary key,
  case_id text not null references case_file,
  at timestamptz not null,
  text text not null,
  source text not null,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index timeline_entry_case on timeline_entry (case_id, at, id);

-- Work

create table job (
  id text primary key,
  kind text not null,
  body jsonb not null,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  priority int not null default 0,
  attempts int not null default 0,
  run_at timestamptz not null default now(),
  lease_until timestamptz,
  lease_seconds int,
  worker text,
  progress jsonb,
  result jsonb,
  error jsonb,
  cancel_requested_at timestamptz,
  created_by text not null,
  case_id text references case_file,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index job_waiting on job (kind, priority desc, run_at, id)
  where state in ('queued', 'running');

create function job_is_told() returns trigger language plpgsql as $$
begin
  perform pg_notify('jobs', new.id);
  return null;
end $$;
create trigger job_new after insert on job for each row execute function job_is_told();
create trigger job_cancelled after update of cancel_requested_at on job
  for each row execute function job_is_told();

create index job_case on job (case_id) where case_id is not null;
create index job_creator on job (created_by, id);

create table trace (
  id text primary key,
  case_id text references case_file,
  created_by text not null,
  title text not null,
  request jsonb not null,
  status text not null default 'queued'
    check (status in ('queued', 'running', 'partial', 'done', 'failed', 'cancelled')),
  job_id text references job,
  progress jsonb,
  headline text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  error jsonb,
  result_sha256 digest references blob,
  partial_sha256 digest references blob,
  schema_version int not null default 0,
  revision int not null default 1
);
create index trace_case on trace (case_id, id);
create index trace_creator on trace (created_by, id);
create index trace_result on trace (result_sha256);
create index trace_partial on trace (partial_sha256);
alter table note add foreign key (trace_id) references trace;

create table trace_version (
  trace_id text not null references trace,
  version int not null,
  result_sha256 digest not null references blob,
  reason text not null,
  created_at timestamptz not null default now(),
  primary key (trace_id, version)
);
create index trace_version_result on trace_version (result_sha256);

create table annotation (
  trace_id text not null references trace,
  node text not null,
  hidden boolean not null default false,
  pinned boolean not null default false,
  x double precision,
  y double precision,
  colour text,
  note text not null default '',
  by text not null,
  at timestamptz not null default now(),
  primary key (trace_id, node)
);

create table evidence (
  id text primary key,
  case_id text references case_file,
  trace_id text references trace,
  sha256 digest not null,
  kind text not null,
  source text not null,
  taken_at timestamptz not null,
  state text not null default 'recorded'
    check (state in ('recorded', 'proved', 'claimed', 'failed')),
  detail jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index evidence_case on evidence (case_id, id);
create index evidence_trace on evidence (trace_id);
create index evidence_digest on evidence (sha256);

create table pack (
  id text primary key,
  case_id text not null references case_file,
  trace_id text not null references trace,
  kind text not null check (kind in ('page', 'pdf', 'csv', 'json', 'bundle')),
  sha256 digest not null references blob,
  name text not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  released_at timestamptz
);
create index pack_case on pack (case_id, id);
create index pack_digest on pack (sha256);

-- Who is who

create table tag_decision (
  id text primary key,
  chain text not null,
  address text not null,
  action text not null check (action in ('contest', 'retract', 'assert')),
  body jsonb not null,
  by text not null,
  at timestamptz not null default now()
);
create index tag_decision_address on tag_decision (address, chain);

create table list_version (
  list text not null,
  sha256 digest not null,
  version text not null,
  published_at timestamptz,
  fetched_at timestamptz not null,
  entries int not null,
  changes jsonb not null default '{}',
  primary key (list, sha256)
);

create table screening (
  id text primary key,
  case_id text references case_file,
  created_by text not null,
  input jsonb not null,
  answer jsonb,
  decision text,
  created_at timestamptz not null default now(),
  earlier_id text references screening deferrable,
  job_id text references job
);
create index screening_creator on screening (created_by, id);
create index screening_case on screening (case_id, id);
create index screening_job on screening (job_id);

-- Watching

create table watch (
  id text primary key,
  case_id text references case_file,
  trace_id text not null references trace,
  status text not null default 'active' check (status in ('active', 'paused', 'ended')),
  source text not null,
  cursor jsonb not null default '{}',
  last_block bigint,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index watch_status on watch (status, id);
create index watch_case on watch (case_id);
create index watch_trace on watch (trace_id);

create table alert (
  id text primary key,
  case_id text references case_file,
  watch_id text references watch,
  trace_id text references trace,
  severity text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
  kind text not null,
  title text not null,
  body jsonb not null,
  state text not null default 'open'
    check (state in ('open', 'acknowledged', 'closed', 'muted', 'retracted')),
  assignee text references person,
  reason text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  dedup text not null unique,
  revision int not null default 1
);
create index alert_state on alert (state, id);
create index alert_case on alert (case_id, id);
create index alert_watch on alert (watch_id);

create table target (
  id text primary key,
  kind text not null check (kind in ('webhook', 'email')),
  address text not null,
  secret text,
  created_by text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);

create table delivery (
  id text primary key,
  alert_id text not null references alert,
  channel text not null check (channel in ('webhook', 'email')),
  target_id text not null references target,
  state text not null default 'pending' check (state in ('pending', 'sent', 'failed')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  last_error text,
  sent_at timestamptz,
  created_at timestamptz not null default now()
);
create index delivery_pending on delivery (next_at) where state = 'pending';
create index delivery_alert on delivery (alert_id);

-- Four eyes: whoever asks does not decide

create table approval (
  id text primary key,
  case_id text not null references case_file,
  kind text not null check (kind in ('share', 'freeze_request', 'pack_release', 'member')),
  subject jsonb not null,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  decided_by text,
  decision text check (decision in ('approved', 'refused')),
  reason text not null default '',
  decided_at timestamptz,
  constraint four_eyes check (decided_by <> requested_by),
  constraint decided_whole
    check (num_nulls(decided_by, decision, decided_at) in (0, 3))
);
create index approval_case on approval (case_id, id);

-- What happened: for those who look on, and for those who ask later

create table event (
  id bigint primary key generated always as identity,
  topic text not null,
  case_id text references case_file,
  kind text not null,
  body jsonb not null,
  at timestamptz not null default now()
);

-- Events and custody rows are numbered in the order in which they are committed: whoever has read
-- up to a number has missed none below it. The lock is held to the end of the transaction, so
-- both are written last in it.
create function record_is_next() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(4851230);
  return null;
end $$;
create trigger event_next before insert on event
  for each statement execute function record_is_next();

create function event_is_told() returns trigger language plpgsql as $$
begin
  perform pg_notify('events', new.id::text);
  return null;
end $$;
create trigger event_told after insert on event for each row execute function event_is_told();

create index event_topic on event (topic, id);
create index event_case on event (case_id, id);
create index event_at on event (at);

create table custody (
  seq bigint primary key check (seq > 0),
  case_id text references case_file,
  at timestamptz not null,
  actor jsonb not null,
  action text not null,
  subject jsonb not null,
  before_sha256 digest,
  after_sha256 digest,
  detail jsonb not null,
  previous digest not null unique,
  hash digest not null unique
);
create index custody_case on custody (case_id, seq);

-- The last row of the chain, to which the next is linked in the same transaction.
create function custody_head() returns table (seq bigint, hash text) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(4851230);
  return query select c.seq, c.hash::text from custody c order by c.seq desc limit 1;
end $$;

create function custody_is_chained() returns trigger language plpgsql as $$
declare
  head record;
begin
  select * into head from custody_head();
  if new.seq <> coalesce(head.seq, 0) + 1 or new.previous <> coalesce(head.hash, repeat('0', 64))
  then
    raise exception 'a custody row is linked to the last one' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger custody_chained before insert on custody
  for each row execute function custody_is_chained();

create function custody_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the custody log takes no %', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger custody_append_only before update or delete on custody
  for each row execute function custody_is_append_only();
create trigger custody_not_emptied before truncate on custody
  for each statement execute function custody_is_append_only();
-- also while rows are copied in as by replication
alter table custody enable always trigger custody_append_only;
alter table custody enable always trigger custody_not_emptied;

create table denial (
  id text primary key,
  at timestamptz not null default now(),
  actor jsonb,
  route text not null,
  reason text not null,
  address text not null
);
create index denial_at on denial (at);

create table idempotency (
  key text not null,
  person_id text not null,
  route text not null,
  request_sha256 digest not null,
  status int,
  body jsonb,
  created_at timestamptz not null default now(),
  primary key (person_id, route, key)
);
create index idempotency_created on idempotency (created_at);

create table setting (
  name text primary key,
  value jsonb not null
);
