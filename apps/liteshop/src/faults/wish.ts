import { ShopFailure } from '../shop/failures.ts'
import { findFault } from './catalogue.ts'
import type { Fault } from './fault.ts'
import type { Route } from './route-names.ts'
import { matchRoutes } from './route-names.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

/** What is switched on, where and when. What is left out does not narrow anything; the conditions add up. */
export interface FaultWish {
  /** Its id in the catalogue. */
  fault: string
  /** One shop alone. */
  shop?: string | null
  /** Names, `webhooks.*` or `*`; all that the fault can strike unless given. */
  routes?: string[]
  /** One order alone. */
  order?: string | null
  settings?: Settings
  /** Strikes so often, then it is spent. */
  times?: number | null
  /** Is spent so many seconds after it was switched on. */
  seconds?: number | null
  /** Lets so many calls pass first. */
  after?: number
  /** Strikes each n-th call alone. */
  every?: number
  /** Strikes with this chance, above 0 and at most 1, … */
  probability?: number
  /** … drawn repeatably from this text. */
  seed?: string
}

export type Ready = Required<Omit<FaultWish, 'fault' | 'routes'>> & { fault: Fault; routes: Route[] }

const names = ['fault', 'shop', 'routes', 'order', 'settings', 'times', 'seconds', 'after', 'every', 'probability', 'seed']

/** Checks a wish and fills it up. Throws ShopFailure `invalid_request`; whether the shop exists is the caller's to say. */
export function readWish(wish: FaultWish): Ready {
  const stray = Object.keys(wish).find((name) => !names.includes(name))
  if (stray !== undefined) throw refused(`${stray} is not part of a wish.`)
  const fault = findFault(wish.fault)
  if (!fault) throw refused('There is no such fault in the catalogue.')
  const probability = wish.probability ?? 1
  if (typeof probability !== 'number' || !(probability > 0 && probability <= 1)) throw refused('probability is above 0 and at most 1.')
  return {
    fault,
    shop: textOrNull(wish.shop, 'shop'),
    routes: readRoutes(fault, wish.routes),
    order: textOrNull(wish.order, 'order'),
    settings: readSettings(fault.settings ?? [], wish.settings ?? {}),
    times: wish.times === undefined ? (fault.times ?? null) : wish.times === null ? null : count(wish.times, 'times', 1),
    seconds: wish.seconds === undefined || wish.seconds === null ? null : count(wish.seconds, 'seconds', 1),
    after: count(wish.after ?? 0, 'after', 0),
    every: count(wish.every ?? 1, 'every', 1),
    probability,
    seed: String(wish.seed ?? '1')
  }
}

function readRoutes(fault: Fault, patterns: string[] | undefined): Route[] {
  if (patterns === undefined) return [...fault.routes]
  if (!Array.isArray(patterns)) throw refused('routes is a list.')
  const wanted = new Set(patterns.flatMap((pattern) => {
    const found = matchRoutes(String(pattern))
    if (!found) throw refused(`${String(pattern)} is no route.`)
    return found
  }))
  const possible = fault.routes.filter((route) => wanted.has(route))
  if (possible.length === 0) throw refused(`${fault.id} strikes ${fault.routes.join(', ')} alone.`)
  return possible
}

function count(value: number, name: string, least: number): number {
  if (!Number.isSafeInteger(value) || value < least) throw refused(`${name} is a whole number, ${least} or more.`)
  return value
}

function textOrNull(value: string | null | undefined, name: string): string | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw refused(`${name} is text.`)
  return value
}

function refused(detail: string): ShopFailure {
  return new ShopFailure('invalid_request', detail, 'fault')
}
