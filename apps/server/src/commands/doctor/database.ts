import { leadsThroughPooler, pendingMigrations } from '@crossdock/postgres'
import pg from 'pg'
import { bad, ok, warn, type Check, type Patient, type Verdict } from './finding.ts'

const oldestPostgres = 15
const toleratedSkewMs = 5_000
const busyShare = 0.8

export function databaseChecks(patient: Patient): Check[] {
  return [
    { name: 'postgres version', run: () => checkVersion(patient) },
    { name: 'postgres settings', run: () => checkSettings(patient) },
    ...(patient.config.directDatabaseUrl === null ? [] : [{ name: 'pooler', run: () => checkPooler(patient, patient.config.directDatabaseUrl!) }]),
    { name: 'connections', run: () => checkConnections(patient) },
    { name: 'migrations', run: () => checkMigrations(patient) },
    { name: 'row-level security', run: () => checkRowSecurity(patient) },
    { name: 'clock', run: () => checkClock(patient) },
    { name: 'time zones', run: () => checkTimeZones(patient) },
  ]
}

async function checkVersion({ database }: Patient): Promise<Verdict> {
  const { rows } = await database.pool.query<{ number: number; text: string }>(`select current_setting('server_version_num')::int as number, current_setting('server_version') as text`)
  const { number = 0, text = '' } = rows[0] ?? {}
  return number >= oldestPostgres * 10_000 ? ok(text) : bad(`${text} is too old: ${oldestPostgres} or later is needed`)
}

/** Without these a crash of the machine takes work with it that stores have been told of, or the database itself. */
const needed: Record<string, { is: string; else: string }> = {
  fsync: { is: 'on', else: 'a crash of the machine can destroy the database' },
  full_page_writes: { is: 'on', else: 'a crash of the machine can destroy pages' },
  synchronous_commit: { is: 'on|remote_write|remote_apply|local', else: 'a crash forgets what stores were told already' },
  default_transaction_read_only: { is: 'off', else: 'nothing can be saved' },
}

async function checkSettings({ database }: Patient): Promise<Verdict> {
  const { rows } = await database.pool.query<{ name: string; setting: string }>('select name, setting from pg_settings where name = any($1)', [Object.keys(needed)])
  const wrong = rows.filter(({ name, setting }) => !needed[name]!.is.split('|').includes(setting))
  const { rows: [state] } = await database.pool.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  if (state?.standby) return bad('this is a read-only standby: point DATABASE_URL to the primary')
  if (wrong.length === 0) return ok('what is committed survives a crash')
  return bad(`${wrong.map(({ name, setting }) => `${name} is ${setting}: ${needed[name]!.else}`).join('; ')}. alter system reset ${wrong.map(({ name }) => name).join(', ')}, then select pg_reload_conf()`)
}

/** What needs a session goes past the pooler, and must come to the same database. */
async function checkPooler({ database }: Patient, directUrl: string): Promise<Verdict> {
  if (await leadsThroughPooler(directUrl)) return bad('CROSSDOCK_DIRECT_DATABASE_URL leads through a pooler too: jobs are found late, and two processes may migrate at once. Set it to the address of PostgreSQL itself')
  const which = `select system_identifier || '/' || (select oid from pg_database where datname = current_database()) as which from pg_control_system()`
  const direct = new pg.Client({ connectionString: directUrl })
  await direct.connect()
  try {
    const [ours, theirs] = await Promise.all([database.pool.query<{ which: string }>(which), direct.query<{ which: string }>(which)])
    if (ours.rows[0]?.which !== theirs.rows[0]?.which) return bad('DATABASE_URL and CROSSDOCK_DIRECT_DATABASE_URL lead to two databases: set both to the same')
    return ok('what needs a session goes past it')
  } finally {
    await direct.end()
  }
}

async function checkConnections({ database }: Patient): Promise<Verdict> {
  const { rows: [of] } = await database.pool.query<{ used: number; most: number }>(
    `select (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used, current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as most`,
  )
  const { used = 0, most = 0 } = of ?? {}
  const said = `${used} of ${most} in use`
  return used >= most * busyShare ? warn(`${said}: raise max_connections, or run fewer processes (one of role all or worker takes up to 38, one of role api 20)`) : ok(said)
}

async function checkMigrations({ database }: Patient): Promise<Verdict> {
  const pending = await pendingMigrations(database.pool)
  return pending.length === 0 ? ok('up to date') : bad(`missing: ${pending.join(', ')}. Run migrate.`)
}

/** The application's role may not go round the policies, and no tenant table may lack one. */
async function checkRowSecurity({ database }: Patient): Promise<Verdict> {
  const role = await database.pool.query<{ free: boolean }>(`select rolsuper or rolbypassrls as free from pg_roles where rolname = 'crossdock_app'`)
  if (role.rows[0]?.free !== false) return bad('the role crossdock_app is missing, or can go round row-level security: alter role crossdock_app nosuperuser nobypassrls')
  const bare = await database.pool.query<{ name: string }>(`
    select c.relname as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'merchant_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid)) order by 1`)
  const names = bare.rows.map((row) => row.name)
  return names.length === 0 ? ok('forced on every tenant table') : bad(`not forced on: ${names.join(', ')}. alter table … enable row level security, force row level security`)
}

async function checkClock({ database }: Patient): Promise<Verdict> {
  const { rows } = await database.pool.query<{ now: Date }>('select clock_timestamp() as now')
  const skew = Math.abs((rows[0]?.now.getTime() ?? 0) - Date.now())
  return skew <= toleratedSkewMs ? ok(`within ${Math.ceil(skew / 1000)} s of the database’s`) : bad(`${Math.round(skew / 1000)} s away from the database’s: set both by NTP`)
}

/** Slots are planned by this process's rules for a zone, and shown by the database's: both must know it, and agree. */
async function checkTimeZones({ database }: Patient): Promise<Verdict> {
  const { rows } = await database.transact({ merchant: 'all' }, async (tx) => ({ rows: await tx.selectFrom('ec_account').select('time_zone').distinct().execute() }))
  const zones = [...new Set(['Asia/Taipei', ...rows.map((row) => row.time_zone)])].sort()
  const { rows: known } = await database.pool.query<{ name: string; minutes: number }>(
    `select name, extract(epoch from utc_offset)::int / 60 as minutes from pg_timezone_names where name = any($1)`, [zones],
  )
  const trouble = zones.flatMap((zone) => {
    const theirs = known.find((each) => each.name === zone)?.minutes
    const ours = offsetMinutes(zone)
    if (ours === null) return [`${zone} is not known here: update Node, or choose another zone for its EC account`]
    if (theirs === undefined) return [`${zone} is not known to PostgreSQL: update its time zone data`]
    return ours === theirs ? [] : [`${zone} is ${ours} minutes from UTC here and ${theirs} in PostgreSQL: update the older one’s time zone data`]
  })
  return trouble.length === 0 ? ok(zones.join(', ')) : bad(trouble.join('; '))
}

function offsetMinutes(zone: string): number | null {
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date()).find((part) => part.type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? []
    return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) || 0
  } catch (err) {
    if (err instanceof RangeError) return null
    throw err
  }
}
