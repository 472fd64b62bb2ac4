import { anyMember } from './any-member.ts'
import { behind } from './behind.ts'
import { bodies } from './bodies.ts'
import { content } from './content.ts'
import { drift } from './drift.ts'
import { errors } from './errors.ts'
import type { Fault } from './fault.ts'
import { feigning } from './feigned.ts'
import { limits } from './limits.ts'
import { lost } from './lost.ts'
import { paging } from './paging.ts'
import { races } from './races.ts'
import type { SettingSpec } from './settings.ts'
import { slow } from './slow.ts'
import { stock } from './stock.ts'
import { time } from './time.ts'
import { tokens } from './tokens.ts'
import { webhooks } from './webhooks.ts'

/** Every fault that can be switched on: one family a file. */
export const catalogue: readonly Fault[] = [
  ...limits, ...errors, ...lost, feigning, ...slow, ...bodies, anyMember, ...drift, ...content, behind, ...paging, ...time, ...races, ...tokens, ...stock, ...webhooks
]

export function findFault(id: string): Fault | undefined {
  return catalogue.find((fault) => fault.id === id)
}

/** A fault as programs see it. */
export type CatalogueEntry = Pick<Fault, 'id' | 'family' | 'words' | 'serves' | 'routes'> & { settings: readonly SettingSpec[]; times: number | null; at_once: boolean }

export function listCatalogue(): CatalogueEntry[] {
  return catalogue.map(({ id, family, words, serves, routes, settings, times, atOnce }) => (
    { id, family, words, serves, routes, settings: settings ?? [], times: times ?? null, at_once: atOnce !== undefined }))
}
