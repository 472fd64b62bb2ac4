import { pendingMigrations } from '@crossdock/postgres'
import type { Config } from '../config/config.ts'
import { platformAddresses } from '../platforms.ts'
import { hasAdmin } from '../sign-in/users.ts'
import type { CommandDatabase } from './with-database.ts'

export interface Finding {
  check: string
  ok: boolean
  detail: string
}

const oldestPostgres = 15

/** Looks at everything that Crossdock depends on, and says of each what is wrong with it. */
export async function runDoctor(config: Config, opened: CommandDatabase): Promise<Finding[]> {
  const findings = [
    look('node', async () => (Number(process.versions.node.split('.')[0]) >= 24 ? ok(process.version) : bad(`${process.version} is too old: 24 or later is needed`))),
    look('postgres version', () => checkVersion(opened)),
    look('migrations', async () => {
      const pending = await pendingMigrations(opened.database.pool)
      return pending.length === 0 ? ok('up to date') : bad(`missing: ${pending.join(', ')}. Run migrate.`)
    }),
    look('row-level security', () => checkRowSecurity(opened)),
    look('clock', () => checkClock(opened)),
    look('admin', async () => ((await hasAdmin(opened.signIn)) ? ok('there is one') : config.demo ? ok('the demo’s own login; make a real one by the set-up link that start prints') : bad('there is none yet: open the set-up link that start prints, or run user create --role admin'))),
    ...platformAddresses(config).map(({ name, address }) => look(`platform ${name}`, () => checkPlatform(address))),
  ]
  return Promise.all(findings)
}

type Verdict = Pick<Finding, 'ok' | 'detail'>
const ok = (detail: string): Verdict => ({ ok: true, detail })
const bad = (detail: string): Verdict => ({ ok: false, detail })

async function look(check: string, run: () => Promise<Verdict>): Promise<Finding> {
  try {
    return { check, ...(await run()) }
  } catch (err) {
    return { check, ...bad((err as Error).message) }
  }
}

async function checkVersion({ database }: CommandDatabase): Promise<Verdict> {
  const { rows } = await database.pool.query<{ number: number; text: string }>(`select current_setting('server_version_num')::int as number, current_setting('server_version') as text`)
  const { number = 0, text = '' } = rows[0] ?? {}
  return number >= oldestPostgres * 10_000 ? ok(text) : bad(`${text} is too old: ${oldestPostgres} or later is needed`)
}

/** The application's role may not go round the policies, and no tenant table may lack one. */
async function checkRowSecurity({ database }: CommandDatabase): Promise<Verdict> {
  const role = await database.pool.query<{ free: boolean }>(`select rolsuper or rolbypassrls as free from pg_roles where rolname = 'crossdock_app'`)
  if (role.rows[0]?.free !== false) return bad('the role crossdock_app is missing, or can go round row-level security')
  const bare = await database.pool.query<{ name: string }>(`
    select c.relname as name from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'merchant_id' and not a.attisdropped
     where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`)
  return bare.rows.length === 0 ? ok('forced on every tenant table') : bad(`not forced on: ${bare.rows.map((row) => row.name).join(', ')}`)
}

const toleratedSkewMs = 5_000

async function checkClock({ database }: CommandDatabase): Promise<Verdict> {
  const { rows } = await database.pool.query<{ now: Date }>('select clock_timestamp() as now')
  const skew = Math.abs((rows[0]?.now.getTime() ?? 0) - Date.now())
  return skew <= toleratedSkewMs ? ok(`within ${Math.ceil(skew / 1000)} s of the database’s`) : bad(`${Math.round(skew / 1000)} s away from the database’s: set both by NTP`)
}

async function checkPlatform(address: string): Promise<Verdict> {
  try {
    const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    await answer.body?.cancel()
    return ok(`${address} answers`)
  } catch (err) {
    const cause = (err as { cause?: { code?: string } }).cause?.code ?? (err as Error).name
    return bad(`${address} does not answer (${cause}). Is it running, and reachable from here?`)
  }
}
