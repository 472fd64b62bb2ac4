import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { control } from '../support/story-shop.ts'
import { open, openCrashWorld, skuOf, type CrashWorld } from './crash-world.ts'
import { failpoints } from './failpoints.ts'
import { crashMail, scenarios } from './scenarios.ts'

/*
 * One test for each failpoint of the source, each with a real `kill -9` of a real server on a real PostgreSQL, against the
 * real sandbox over HTTP. Several worlds go side by side, and in each world one death follows another while what the last
 * ones left behind waits for its leases to run out.
 */
const worldCount = 4
const withinMs = 90_000

interface Death {
  failpoint: string
  killed: boolean
  /** Until everything that was under way had come to its end, from the last start of a server before it; null when it never did. */
  resumedMs: number | null
  output: string
}

const names = failpoints()
const known = names.filter((name) => scenarios[name])
const deaths = new Map<string, Death>()
let worlds: CrashWorld[] = []

beforeAll(async () => {
  worlds = await Promise.all(Array.from({ length: worldCount }, () => openCrashWorld()))
  await Promise.all(worlds.map((world, index) => dieInTurn(world, inOrder(known).filter((_, each) => each % worldCount === index))))
}, 1_800_000)
afterAll(() => Promise.all(worlds.map((world) => world.end())))

it('has a scenario for every failpoint of the source, and for no other', () => {
  expect(names.length).toBeGreaterThan(30)
  expect(Object.keys(scenarios).sort()).toEqual(names)
})

describe.each(known)('kill -9 at %s', (failpoint) => {
  it('F071 resumes within 90 s', () => {
    const death = deaths.get(failpoint)!
    expect(death.killed, `the server was to die at ${failpoint}:\n${death.output.slice(-3_000)}`).toBe(true)
    expect(death.resumedMs, 'ms until what was under way had ended').not.toBeNull()
    expect(death.resumedMs).toBeLessThan(withinMs)
  })
})

describe.each([...Array(worldCount).keys()])('world %i, after all its deaths', (index) => {
  it('has every order of the store, once', async () => {
    const { world, shopId, sql } = worlds[index]!
    const { orders } = await control<{ orders: { id: string; order_status: string; shipment_status: string; created_at: string }[] }>(world, 'GET', `/shops/${shopId}/orders`)
    const ours = (await sql.query<{ id: string }>('select platform_order_id as id from orders')).rows.map((row) => row.id)
    const due = orders.filter((each) => each.order_status === 'new' && each.shipment_status === 'ready_to_ship' && Date.parse(each.created_at) > Date.now() - 7 * 86_400_000)
    expect(due.map((each) => each.id).filter((id) => !ours.includes(id))).toEqual([])
    expect(ours.length).toBe(new Set(ours).size)
  })

  it('has told the store of every parcel, once', async () => {
    const { world, shopId, sql } = worlds[index]!
    const { fulfillments } = await control<{ fulfillments: { tracking_number: string }[] }>(world, 'GET', `/shops/${shopId}/fulfillments`)
    const mine = fulfillments.map((each) => each.tracking_number).filter((number) => /^(CRASH|AGAIN|FILE)\d+$/.test(number))
    const parcels = (await sql.query<{ number: string; state: string; confirmed: boolean }>(`select tracking_number as number, w.state, confirmed_at is not null as confirmed from parcel p join platform_write w on w.id = p.write_id`)).rows
    expect(parcels.filter((each) => each.state !== 'accepted' || !each.confirmed)).toEqual([])
    expect(mine.sort()).toEqual(parcels.map((each) => each.number).sort())
  })

  it('has told no mail twice, and says of which nobody knows', async () => {
    const { sql, mail } = worlds[index]!
    const rows = async () => (await sql.query<{ state: string }>('select state from mail where subject = $1', [crashMail])).rows
    // An attempt belongs to whoever makes it for two minutes, which is longer than a mail server may take.
    await vi.waitUntil(async () => (await rows()).every((row) => row.state === 'unknown'), { timeout: 130_000, interval: 250 })
    expect(mail.taken.filter((text) => text.includes(crashMail))).toHaveLength((await rows()).length)
  })

  it('has read all of the time that is owed', async () => {
    const { api, accountId } = worlds[index]!
    const gaps = async () => (await api.get<{ gaps: unknown[] }>(`/ec-accounts/${accountId}/coverage`)).gaps
    await vi.waitUntil(async () => (await gaps()).length === 0, { timeout: 130_000, interval: 250 })
  })

  it('has raised the store’s stock by its share, once', async () => {
    const { world, shopId, sql, stock } = worlds[index]!
    const { levels } = await control<{ levels: { sku: string; stock: number }[] }>(world, 'GET', `/shops/${shopId}/stock`)
    const levelOf = (sku: string) => levels.find((each) => each.sku === sku)!.stock
    // Half of what came in since, over all together; the first inbound's 400 had been pushed before.
    const [raised, overwritten] = [skuOf(worlds[index]!, 0), skuOf(worlds[index]!, 1)]
    const received = Number((await sql.query<{ units: string }>(`select coalesce(sum(l.put_away), 0) - 400 as units from inbound_line l join product p on p.id = l.product_id where p.sku = $1`, [raised])).rows[0]!.units)
    expect(levelOf(raised)).toBe(stock.get(raised)! + Math.floor((400 + received) / 2) - 200)
    const overwrites = (await sql.query(`select from stock_push where kind = 'overwrite'`)).rows.length
    expect(levelOf(overwritten)).toBe(overwrites > 0 ? 77 : stock.get(overwritten))
    expect((await sql.query(`select from stock where reserved > on_hand`)).rows).toEqual([])
  })
})

/** What leaves nothing under way first, then runs, then writes, whose leases are the longest: no death takes another's leftovers for its own. */
function inOrder(failpoints: readonly string[]): string[] {
  const rank = (name: string) => (/^(write|tracking|stock|proposal)\./.test(name) ? 3 : /^(fetch|refresh|hint|reconcile|notice|reading)\./.test(name) ? 2 : /^(revoke|authorize|webhook)\./.test(name) ? 1 : 0)
  return [...failpoints].sort((a, b) => rank(a) - rank(b))
}

async function dieInTurn(crash: CrashWorld, mine: readonly string[]): Promise<void> {
  const waiting: { death: Death; left: Set<string>; since: number | null }[] = []
  let done = false
  const watch = (async () => {
    while (!done) {
      const now = new Set(await open(crash.sql))
      for (const each of waiting) {
        if (each.since === null || each.death.resumedMs !== null) continue
        if ([...each.left].every((what) => !now.has(what))) each.death.resumedMs = Date.now() - each.since
      }
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  })()
  let after: (() => Promise<unknown>) | undefined
  const begin = async (failpoint?: string) => {
    await crash.start(failpoint)
    for (const each of waiting) each.since = Date.now()
    await after?.().catch(() => {})
    after = undefined
  }
  for (const failpoint of mine) {
    const scenario = scenarios[failpoint]!
    await scenario.before?.(crash)
    await begin(failpoint)
    await scenario.provoke(crash).catch(() => {})
    const killed = await crash.server.died(60_000)
    for (const each of waiting) each.since = null
    const output = crash.server.output()
    const death: Death = { failpoint, killed: killed && output.includes(`killed at ${failpoint}\n`), resumedMs: null, output }
    deaths.set(failpoint, death)
    console.log(`${death.killed ? 'killed' : 'NOT killed'} at ${failpoint}`)
    if (!killed) await crash.server.kill()
    waiting.push({ death, left: new Set(await open(crash.sql)), since: null })
    after = () => scenario.after?.(crash) ?? Promise.resolve()
  }
  await begin()
  // What nobody asked for again is fetched by the last run.
  await crash.api.post(`/ec-accounts/${crash.accountId}/fetch`).catch(() => {})
  for (const until = Date.now() + withinMs; Date.now() < until && (waiting.some((each) => each.death.resumedMs === null) || (await open(crash.sql)).length > 0);) await new Promise((resolve) => setTimeout(resolve, 250))
  done = true
  await watch
}
