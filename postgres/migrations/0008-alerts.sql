-- Someone hears of it: alerts, who has seen them, the e-mail and the outgoing webhooks that tell of them.
-- What belongs to the warehouse rather than to a merchant stands under the nil UUID, which only the scope `all` sees.

create table alert (
  merchant_id uuid not null,           -- nil: of the system as a whole
  id uuid not null,
  kind text not null,
  group_key text not null,             -- one alert for all that has this cause
  owner text not null check (owner in ('merchant', 'warehouse', 'platform', 'crossdock')),
  urgency text not null check (urgency in ('high', 'normal')),
  audience text[] not null,            -- the roles that it concerns
  subject_id uuid,                     -- what it is about, by the kind: an EC account, an endpoint, …; null when the merchant or the system
  params jsonb not null default '{}',  -- what its sentence is filled with
  since timestamptz not null,          -- the one clock: since when the cause holds
  count integer not null,
  told_count integer not null,         -- the count that was told last
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  gone_since timestamptz,              -- while open: since when the cause is not seen any more
  closed_at timestamptz,
  reopened integer not null default 0,
  primary key (merchant_id, id)
);
create index alert_id on alert (id);
create unique index alert_open on alert (merchant_id, kind, group_key) where closed_at is null;
create index alert_closed on alert (closed_at) where closed_at is not null;
create index alert_opened on alert (opened_at desc, id desc);
select force_tenancy('alert');

create table alert_seen (
  merchant_id uuid not null,
  alert_id uuid not null,
  reader_id text not null,             -- a user, or an API key
  seen_at timestamptz not null,
  primary key (merchant_id, alert_id, reader_id),
  foreign key (merchant_id, alert_id) references alert on delete cascade
);
select force_tenancy('alert_seen');

-- When the conditions were looked at last; its row is locked by the one worker that looks.
create table alert_round (
  only_one boolean primary key default true check (only_one),
  looked_at timestamptz not null default '-infinity'
);
insert into alert_round default values;

-- E-mail -----------------------------------------------------------------------------------------------------------------

create table mail_setting (
  only_one boolean primary key default true check (only_one),
  enabled boolean not null,
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text,
  sealed_password bytea,
  key_id text,
  from_address text not null,
  language text not null check (language in ('en', 'zh')),  -- for readers who have not chosen
  saved_at timestamptz not null,
  check ((sealed_password is null) = (key_id is null))
);

-- How a user wants to hear of alerts; without a row, as their role does by default. Warehouse people stand under the nil UUID.
create table mail_choice (
  merchant_id uuid not null,
  user_id uuid not null,
  mode text not null check (mode in ('at_once', 'digest', 'none')),
  digest_hour integer not null check (digest_hour between 0 and 23),
  language text not null check (language in ('en', 'zh')),
  primary key (merchant_id, user_id)
);
select force_tenancy('mail_choice');

create table mail (
  merchant_id uuid not null,           -- the reader's; nil for warehouse people
  id uuid not null,
  user_id uuid not null,
  to_address text not null,
  kind text not null check (kind in ('at_once', 'digest')),
  digest_day date,
  subject text not null,
  body_text text not null,
  body_html text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'unknown', 'failed', 'nothing_to_say')),
  attempts integer not null default 0,
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  lease_holder text,
  settled_at timestamptz,
  answer text,                         -- the mail server's last words
  primary key (merchant_id, id)
);
create index mail_id on mail (id desc);
create unique index mail_digest on mail (merchant_id, user_id, digest_day) where kind = 'digest';
create index mail_open on mail (next_attempt_at) where state in ('waiting', 'sending');
select force_tenancy('mail');

-- Outgoing webhooks ------------------------------------------------------------------------------------------------------

create table notice_endpoint (
  merchant_id uuid not null,           -- nil: hears of every merchant
  id uuid not null,
  url text not null,
  description text,
  kinds text[] not null default '{}',  -- of alerts; all when empty
  enabled boolean not null default true,
  disabled_reason text check (disabled_reason in ('person', 'failing', 'gone')),
  disabled_at timestamptz,
  failing_since timestamptz,           -- since the first failure after the last success
  sealed_secret bytea not null,
  key_id text not null,
  old_sealed_secret bytea,             -- signs too while old_until lies ahead
  old_key_id text,
  old_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  primary key (merchant_id, id),
  check (enabled = (disabled_reason is null))
);
create index notice_endpoint_id on notice_endpoint (id);
select force_tenancy('notice_endpoint');

create table notice (
  merchant_id uuid not null,           -- the endpoint's
  id uuid not null,
  endpoint_id uuid not null,
  message_id text not null,            -- webhook-id: the same for every attempt and for every replay
  type text not null,
  payload text not null,               -- exactly what is signed
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'delivered', 'failed', 'expired')),
  attempts integer not null default 0,
  tries integer not null default 0,    -- since it was queued last: where it stands in the schedule
  created_at timestamptz not null,
  next_attempt_at timestamptz not null,
  lease_until timestamptz,
  lease_holder text,
  settled_at timestamptz,
  primary key (merchant_id, id),
  foreign key (merchant_id, endpoint_id) references notice_endpoint on delete cascade
);
create index notice_id on notice (id);
create index notice_of_endpoint on notice (merchant_id, endpoint_id, id desc);
create index notice_open on notice (next_attempt_at) where state in ('waiting', 'sending');
create index notice_settled on notice (settled_at) where settled_at is not null;
select force_tenancy('notice');

create table notice_attempt (
  merchant_id uuid not null,
  notice_id uuid not null,
  number integer not null,
  at timestamptz not null,
  status integer,
  duration_ms integer not null,
  error text,
  answer text,                         -- its first kilobyte
  primary key (merchant_id, notice_id, number),
  foreign key (merchant_id, notice_id) references notice on delete cascade
);
select force_tenancy('notice_attempt');
