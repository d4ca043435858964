-- Requests to stop stolen money: the letter as it was asked for, to whom it goes, and what became
-- of it. A second person's consent is an approval; who alone released one has still to get it.

create table freeze_request (
  id text primary key,
  case_id text not null references case_file,
  trace_id text not null references trace,
  -- of the trace result that it rests on: one of its versions
  result_sha256 digest not null,
  -- the same for the same recipient and power in every version
  draft_id text not null,
  amounts digest not null,
  draft jsonb not null,
  details jsonb not null,
  letter text not null,
  letter_sha256 digest not null,
  -- mailboxes and targets; none: somebody sends it by hand
  recipients jsonb not null,
  approval_id text not null references approval,
  supersedes text references freeze_request,
  asked_by text not null,
  asked_at timestamptz not null,
  released_by text,
  released_at timestamptz,
  -- why one person released it without another, where one did
  alone text,
  sent_at timestamptz,
  acknowledged_at timestamptz,
  acted_at timestamptz,
  refused_at timestamptz,
  withdrawn_at timestamptz,
  -- what the recipient said, and how it was reached; why it was withdrawn
  answer text not null default '',
  withdrawn_for text,
  constraint released_first check (
    (released_at is null) = (released_by is null)
    and (released_at is not null
      or num_nonnulls(sent_at, acknowledged_at, acted_at, refused_at, alone) = 0)
  )
);
create index freeze_request_case on freeze_request (case_id, id);
create index freeze_request_approval on freeze_request (approval_id);
create index freeze_request_trace on freeze_request (trace_id);
create unique index freeze_request_superseded on freeze_request (supersedes)
  where released_at is not null;

-- a request goes out as an alert does, and to mailboxes that are no targets of alerts
alter table delivery alter alert_id drop not null, alter target_id drop not null,
  add request_id text references freeze_request,
  add address text,
  drop constraint delivery_notice_check,
  add constraint delivery_notice_check
    check (notice in ('raised', 'updated', 'released', 'withdrawn')),
  add constraint delivery_of_one check (num_nonnulls(alert_id, request_id) = 1),
  add constraint delivery_to_one check (num_nonnulls(target_id, address) = 1);
create index delivery_request on delivery (request_id) where request_id is not null;
