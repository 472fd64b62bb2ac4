import type { Needs } from '@crossdock/flows/ports'
import { tellingOf } from './listeners.ts'
import { connectorOf, platformName } from './platform/connector.ts'
import type { Process } from './process.ts'
import type { World } from './world.ts'

/** What a process is given, but for its store and its time. */
export function needsOf(world: World, process: Process): Omit<Needs, 'store' | 'timers' | 'now' | 'failpoint' | 'worker'> {
  const note = (level: string) => (facts: Record<string, unknown>, message: string) => {
    const err = facts['err']
    if (!process.alive) return
    const text = err instanceof Error ? `${err.name}: ${err.message}` : ''
    world.tell(`${process.name} ${level}: ${message} ${text}`)
    // A fault of ours that no trouble of the simulation explains.
    if (err instanceof Error && /TypeError|RangeError|ReferenceError|ZodError|ASSERT/.test(err.name)) world.breaks(`I16 ${process.name}: ${message}: ${err.stack}`)
    if (err instanceof Error && /^(22|23|42)/.test((err as { code?: string }).code ?? '')) world.breaks(`I16 ${process.name}: ${message}: ${err.message}`)
  }
  const place = (table: string, merchantId: string, rowId: string, field: string) => `${table}/${merchantId}/${rowId}/${field}`
  return {
    connectors: new Map([[platformName, connectorOf({ agenda: world.agenda, platform: world.platform, process, random: world.random, waits: world.mutation?.hurries !== true })]]),
    // Bound to its place, and nothing that a look at the database would find.
    vault: {
      seal: (plain, { table, merchantId, rowId, field }) => ({ sealed: Buffer.from(Buffer.from(JSON.stringify([place(table, merchantId, rowId, field), plain])).toString('base64')), keyId: 'k1' }),
      open(sealed, _keyId, { table, merchantId, rowId, field }) {
        const [where, plain] = JSON.parse(Buffer.from(Buffer.from(sealed).toString(), 'base64').toString()) as [string, string]
        if (where !== place(table, merchantId, rowId, field)) throw new Error(`sealed for ${where}`)
        return plain
      },
    },
    log: { debug: () => {}, info: () => {}, warn: note('warns'), error: note('errs') },
    publicUrl: 'http://crossdock.test',
    webhooks: world.hooks,
    telling: tellingOf(world, process),
    calls: { of: () => () => {} },
  }
}
