-- Which processes are alive: each writes its own row every few seconds. Not a tenant's; a backup leaves it out.
create table process_heartbeat (
  name text primary key,               -- host:process, as in leases
  role text not null check (role in ('all', 'api', 'worker')),
  version text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  seals_with text not null              -- the id of the key that it seals secrets with
);
