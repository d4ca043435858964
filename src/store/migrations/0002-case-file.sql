-- What a war room's record needs beside the case's own entries, and the victims without an account.

alter table timeline_entry add note text not null default '';
alter table timeline_entry add basis text not null default 'unverified'
  check (basis in ('observed', 'inferred', 'unverified'));

-- header and issue of the war room
alter table case_file add room jsonb not null default '{}';

create table room_row (
  id text primary key,
  case_id text not null references case_file,
  kind text not null check (kind in
    ('transactions', 'affected', 'movements', 'attackers', 'roles', 'freezes', 'gaps')),
  body jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now()
);
create index room_row_case on room_row (case_id, kind, id);

-- Of the person nothing but what they typed, which is the trace's request
create table victim_request (
  token_hash digest primary key,
  trace_id text not null references trace,
  how text not null check (how in ('malware', 'approval', 'secret', 'fraud', 'unknown')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
create index victim_request_expires on victim_request (expires_at);
create index victim_request_trace on victim_request (trace_id);
