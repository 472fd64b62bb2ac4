import { nextSlot } from '@crossdock/domain'
import { sql } from 'kysely'
import type { SimAccount, World } from '../world.ts'
import type { Says } from './saying.ts'

/** I09, with I08's other half: a call with a token of a grant that had been given up. */
export async function checkCalls(world: World, account: SimAccount, says: Says): Promise<void> {
  const turns = await world.look<{ type: string; at: Date }>(sql`
    select type, at from timeline where subject_id = ${account.id} and type in ('connected', 'revoked', 'disconnected') order by at, id`)
  const issued = new Map(world.platform.journal.of(account.shopId, 'grant.issued').map((entry) => [entry.facts['grant'], entry.at]))
  const calls = world.platform.journal.entries.filter((entry) => entry.what === 'call' && entry.facts['account'] === account.id)
  for (const call of calls) {
    const askedAt = call.facts['askedAt'] as number
    const before = turns.findLast((turn) => turn.at.getTime() < askedAt)
    if (!before || before.type === 'connected') continue
    // Whoever comes back from authorizing looks at the shop with the new grant before it is kept.
    if ((issued.get(call.facts['grant']) ?? 0) > before.at.getTime()) continue
    says(`I09 ${String(call.facts['purpose'])} of ${account.shopId} at ${new Date(askedAt).toISOString()}, after it was ${before.type} at ${before.at.toISOString()}`)
  }
}

/** I17: a slot that came while the account was connected and its settings stayed has its run, or its row that says why not. */
export async function checkSlots(world: World, account: SimAccount, says: Says): Promise<void> {
  const graceMs = 10 * 60_000
  const [kept] = await world.look<{ schedule: string[]; zone: string }>(sql`select fetch_schedule as schedule, time_zone as zone from ec_account where id = ${account.id}`)
  const turns = await world.look<{ type: string; at: Date }>(sql`
    select type, at from timeline where subject_id = ${account.id} and type in ('connected', 'revoked', 'disconnected', 'settings_saved') order by at, id`)
  const rows = await world.look<{ date: string; time: string; runs: number }>(sql`
    select slot_date as date, slot_time as time, count(*)::integer as runs from fetch_run where ec_account_id = ${account.id} and slot_date is not null group by slot_date, slot_time`)
  const runs = new Map(rows.map((row) => [`${row.date} ${row.time}`, row.runs]))
  for (const [slot, count] of runs) if (count > 1) says(`I17 the slot ${slot} of ${account.shopId} has ${count} runs`)
  const settled = turns.findLast((turn) => turn.type === 'settings_saved')?.at.getTime()
  if (settled === undefined || !kept) return
  const changes = turns.map((turn) => turn.at.getTime()).filter((at) => at > settled)
  for (let slot = nextSlot(kept.schedule, kept.zone, new Date(settled)); slot && slot.at.getTime() + graceMs < world.agenda.now(); slot = nextSlot(kept.schedule, kept.zone, slot.at)) {
    const at = slot.at.getTime()
    const until = at + graceMs
    const following = nextSlot(kept.schedule, kept.zone, slot.at)!.at.getTime()
    const connected = turns.findLast((turn) => turn.at.getTime() <= at && turn.type !== 'settings_saved')?.type === 'connected'
    const undisturbed = !changes.some((each) => each >= at && each <= until) && !world.blackouts.some((off) => off.from <= until && off.until >= at)
    if (connected && undisturbed && following > until && !runs.has(`${slot.date} ${slot.time}`)) says(`I17 the slot ${slot.date} ${slot.time} of ${account.shopId} has no run`)
  }
}

/** I08 */
export async function checkSecrets(world: World, says: Says): Promise<void> {
  const tables = await world.look<{ name: string }>(sql`select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'merchant_id'`)
  const looks = tables.map(({ name }) => sql`select ${name}::text as name from ${sql.table(name)} t where t::text like '%-secret-%'`)
  const leaks = looks.length > 0 ? await world.look<{ name: string }>(sql`${sql.join(looks, sql` union all `)}`) : []
  for (const name of new Set(leaks.map((row) => row.name))) says(`I08 a secret stands in plain text in ${name}`)
  if (world.trace.some((line) => line.includes('-secret-'))) says('I08 a secret was written into a log')
}

/** I12: two at a time only where one of them stood still or died, so that its turn had ended. */
export function checkRefreshes(world: World, says: Says): void {
  for (const entry of world.platform.journal.entries) {
    if (entry.what === 'refresh.overlaps') says(`I12 ${String(entry.facts['process'])} asks for a new pair while ${String(entry.facts['other'])} does, at ${new Date(entry.at).toISOString()}`)
  }
}

/** I18: nobody calls before the time that the platform asked for, nor more often than it allows. */
export function checkPatience(world: World, says: Says): void {
  for (const { at, facts } of world.platform.journal.of('patience', 'call.too_soon')) says(`I18 ${String(facts['process'])}: ${String(facts['purpose'])} at ${new Date(at).toISOString()}, and was asked to wait until ${new Date(facts['until'] as number).toISOString()}`)
  for (const { facts } of world.platform.journal.of('patience', 'call.over_budget')) says(`I18 ${String(facts['process'])}: ${String(facts['count'])} calls within ${String(facts['ms'])} ms`)
}
