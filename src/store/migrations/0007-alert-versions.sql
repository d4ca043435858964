-- What an alert said before it was rewritten, the first one first.

create table alert_version (
  alert_id text not null references alert,
  version int not null,
  severity text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
  kind text not null,
  title text not null,
  body jsonb not null,
  until timestamptz not null default now(),
  primary key (alert_id, version)
);

-- what a delivery tells: that there is an alert, or that it says something else now
alter table delivery add notice text not null default 'raised'
  check (notice in ('raised', 'updated'));
