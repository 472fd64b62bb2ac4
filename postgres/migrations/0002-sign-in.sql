-- Who may come in. Users, sessions and their secrets belong to the warehouse as a whole, so they stand in a schema and
-- under a role of their own: whatever reads and writes tenants' rows cannot see them, and the other way round.

do $$ begin
  create role crossdock_sign_in nologin nosuperuser nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;
do $$ begin
  execute format('grant crossdock_sign_in to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'crossdock_sign_in', 'member') then raise; end if;
end $$;
create schema auth;
grant usage on schema auth to crossdock_sign_in;
alter default privileges in schema auth grant select, insert, update, delete on tables to crossdock_sign_in;

-- better-auth's tables ---------------------------------------------------------------------------------------------------

create table auth.users (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null check (role in ('admin', 'operator', 'merchant')),
  merchant_id uuid references public.merchant,
  active boolean not null default true,
  two_factor_enabled boolean not null default false,
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((role = 'merchant') = (merchant_id is not null)),
  check (email = lower(email))
);

create table auth.session (
  id uuid primary key,
  token text not null unique,
  user_id uuid not null references auth.users on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_of_user on auth.session (user_id);
create index session_expires on auth.session (expires_at);

create table auth.account (
  id uuid primary key,
  account_id text not null,
  provider_id text not null,
  user_id uuid not null references auth.users on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,                       -- argon2id
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index account_of_user on auth.account (user_id);

create table auth.verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);

create table auth.two_factor (
  id uuid primary key,
  user_id uuid not null references auth.users on delete cascade,
  secret text not null,                -- sealed
  backup_codes text not null,          -- sealed
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamptz
);
create index two_factor_of_user on auth.two_factor (user_id);
create index two_factor_secret on auth.two_factor (secret);

-- Ours -------------------------------------------------------------------------------------------------------------------

create table auth.api_key (
  id uuid primary key,
  name text not null,
  start text not null,                 -- its first characters, to recognise it by
  secret_hash bytea not null unique,   -- SHA-256 of the whole key
  role text not null check (role in ('admin', 'operator', 'merchant')),
  merchant_id uuid references public.merchant,
  created_by text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  check ((role = 'merchant') = (merchant_id is not null))
);

-- At most one set-up link is good at a time.
create table auth.setup_link (
  only_one boolean primary key default true check (only_one),
  token_hash bytea not null,
  expires_at timestamptz not null
);

-- Failed tries to sign in, by e-mail address and by network, so that guessing gets slower with each.
create table auth.sign_in_failure (
  subject text primary key,
  failures integer not null,
  last_at timestamptz not null,
  blocked_until timestamptz not null
);

-- What a write with an Idempotency-Key was answered, so that sending it again does nothing again.
create table auth.idempotency_key (
  principal_id uuid not null,
  key text not null,
  endpoint text not null,              -- method and path
  body_hash bytea not null,
  begun_at timestamptz not null default now(),
  status integer,                      -- null while it is being worked on
  answer json,
  primary key (principal_id, key)
);
create index idempotency_key_begun on auth.idempotency_key (begun_at);

grant select, insert, update, delete on all tables in schema auth to crossdock_sign_in;
