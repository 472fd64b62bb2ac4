import type { Context } from '../context.ts'
import { formatInstant } from '../instants.ts'
import type { Random } from '../seed/random.ts'
import { randomFrom } from '../seed/random.ts'
import { getShop, listShops } from '../shop/shops.ts'
import type { Fault } from './fault.ts'
import type { Route } from './route-names.ts'
import type { FaultWish, Ready } from './wish.ts'
import { readWish } from './wish.ts'

/** A fault that was switched on. */
export interface SwitchedFault extends Omit<Ready, 'fault'> {
  id: string
  fault: string
  state: 'on' | 'spent'
  switched_on_at: string
  /** Calls (items, deliveries, changes) that it could have struck. */
  calls: number
  struck: number
  last_struck_at: string | null
}

/** A switched-on fault at work. */
export interface Switch {
  ready: Ready
  fault: Fault
  view: SwitchedFault
  random: Random
  /** Milliseconds; null without end. */
  until: number | null
  /** Deliveries that it has considered. */
  seen: Set<string>
}

export interface Switchboard {
  readonly quiet: boolean
  /** Those on, and the last that are spent, oldest first. */
  list(): SwitchedFault[]
  /** Throws ShopFailure `invalid_request`, `not_found` (the shop). */
  switchOn(wish: FaultWish): SwitchedFault
  /** Answers whether there was one. */
  switchOff(id: string): boolean
  /** Answers how many were on; those of one shop, or all. */
  clear(shopId?: string): number
  /** The faults that are to strike now; each of them has counted the call. */
  choose(route: Route, shopId: string | null, also?: (candidate: Switch) => boolean): Switch[]
  /** Notes that one has struck; false when it was spent meanwhile. */
  strike(struck: Switch): boolean
}

const keptWhenSpent = 50

/** In memory: a restart of the sandbox begins with every fault off. `onAtOnce` hears of each shop that was struck as a fault was switched on. */
export function createSwitchboard(ctx: Context, onAtOnce: (fault: Fault, shopId: string) => void): Switchboard {
  let on: Switch[] = []
  let spent: Switch[] = []
  let serial = 0

  const retire = (gone: Switch) => {
    gone.view.state = 'spent'
    on = on.filter((other) => other !== gone)
    spent = [...spent, gone].slice(-keptWhenSpent)
  }
  const strike = (struck: Switch) => {
    if (struck.view.state === 'spent') return false
    struck.view.struck += 1
    struck.view.last_struck_at = formatInstant(ctx.now())
    if (struck.ready.times !== null && struck.view.struck >= struck.ready.times) retire(struck)
    return true
  }
  const shopsOf = (shop: string | null) => (shop === null ? listShops(ctx).map((each) => each.id) : [shop])

  return {
    get quiet() {
      return on.length === 0
    },
    list() {
      for (const late of on.filter(isOver)) retire(late)
      return [...spent, ...on].sort((left, right) => Number(left.view.id.slice(4)) - Number(right.view.id.slice(4))).map(({ view }) => ({ ...view }))
    },
    switchOn(wish) {
      const ready = readWish(wish)
      if (ready.shop !== null) getShop(ctx, ready.shop)
      serial += 1
      const { fault, ...rest } = ready
      const view: SwitchedFault = { id: `flt_${serial}`, fault: fault.id, ...rest, state: 'on', switched_on_at: formatInstant(ctx.now()), calls: 0, struck: 0, last_struck_at: null }
      const fresh: Switch = { ready, fault, view, random: randomFrom(ready.seed), until: ready.seconds === null ? null : ctx.now() + ready.seconds * 1000, seen: new Set() }
      if (fault.atOnce) {
        for (const shopId of shopsOf(ready.shop)) {
          fault.atOnce(ctx, shopId, ready.settings)
          onAtOnce(fault, shopId)
          view.struck += 1
        }
        view.last_struck_at = formatInstant(ctx.now())
        retire(fresh)
      } else {
        on = [...on, fresh]
      }
      return { ...view }
    },
    switchOff(id) {
      const before = on.length + spent.length
      on = on.filter((one) => one.view.id !== id)
      spent = spent.filter((one) => one.view.id !== id)
      return on.length + spent.length < before
    },
    clear(shopId) {
      const before = on.length
      on = shopId === undefined ? [] : on.filter((one) => one.ready.shop !== shopId)
      spent = shopId === undefined ? [] : spent.filter((one) => one.ready.shop !== shopId)
      return before - on.length
    },
    choose(route, shopId, also = () => true) {
      if (on.length === 0) return []
      return on.filter((one) => {
        if (isOver(one)) {
          retire(one)
          return false
        }
        const { ready } = one
        return ready.routes.includes(route) && (ready.shop === null || ready.shop === shopId) && also(one) && isTurn(one)
      })
    },
    strike
  }

  function isOver(one: Switch): boolean {
    return one.until !== null && ctx.now() >= one.until
  }
}

function isTurn({ ready, view, random }: Switch): boolean {
  view.calls += 1
  const turn = view.calls - ready.after
  if (turn < 1 || turn % ready.every !== 0) return false
  return ready.probability === 1 || random.chance(ready.probability)
}
