-- A connection that heals: refreshes whose answer is out, daily care, rehearsals before slots, receipts after the dark, and
-- trouble of our own that is no merchant's.

-- Since when a refresh token has been sent of which no pair has been kept. A platform forgives the same token for a while
-- only: whoever finds one whose holder died asks again at once.
alter table ec_credential add column asked_at timestamptz;
create index ec_credential_asked on ec_credential (asked_at) where asked_at is not null;

-- When an account's access and webhook subscriptions are to be looked at next, used or not.
alter table ec_account add column care_at timestamptz not null default now();
-- Rows of every merchant are changed; also where this role is bound by their policies.
select set_config('app.merchant', 'all', true);
update ec_account set care_at = now() + random() * interval '20 hours';
create index ec_account_care on ec_account (care_at) where connection_status = 'connected';

-- What only the warehouse's admin can mend; it belongs to no merchant.
create table system_trouble (
  id uuid primary key,
  kind text not null check (kind in ('client_refused', 'secret_unreadable')),
  subject text not null,               -- a platform whose token endpoint refuses our own credentials; an EC account whose sealed pair does not open
  detail text not null,
  began_at timestamptz not null,
  seen_at timestamptz not null,        -- the latest time that it was met, or looked for
  ended_at timestamptz
);
create unique index system_trouble_open on system_trouble (kind, subject) where ended_at is null;
create index system_trouble_began on system_trouble (began_at desc);

-- One look at an account before each of its slots.
create table rehearsal (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  slot_date date not null,
  slot_time text not null,
  slot_at timestamptz not null,
  state text not null check (state in ('running', 'ok', 'failed')),
  failed_check text check (failed_check in ('token', 'store', 'scope', 'shop')),
  trouble jsonb,                       -- {kind, code, message} of the latest failure
  attempts integer not null,
  tried_at timestamptz not null,
  due_at timestamptz,                  -- when it may be taken again: its holder died, or it failed and may pass yet; null when it is done
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create unique index rehearsal_slot on rehearsal (merchant_id, ec_account_id, slot_date, slot_time);
create index rehearsal_account on rehearsal (merchant_id, ec_account_id, slot_at desc);
select force_tenancy('rehearsal');

-- One receipt for each time that a store came back from the dark.
create table reconnection (
  merchant_id uuid not null,
  id uuid not null,
  ec_account_id uuid not null,
  dark_from timestamptz not null,
  dark_to timestamptz not null,
  reason text not null,                -- why it was disconnected
  actor_kind text not null,
  actor_name text not null,
  fetch_run_id uuid,                   -- that reads the dark period; null where nothing is fetched
  write_ids uuid[] not null,           -- what waited when the store came back
  ended_at timestamptz,                -- null while it goes on
  outcome text check (outcome in ('complete', 'cut_short')),
  figures jsonb,                       -- as they were when it ended
  primary key (merchant_id, id),
  foreign key (merchant_id, ec_account_id) references ec_account on delete cascade
);
create index reconnection_account on reconnection (merchant_id, ec_account_id, id desc);
create index reconnection_open on reconnection (dark_to) where ended_at is null;
select force_tenancy('reconnection');
