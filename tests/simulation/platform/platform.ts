import type { RateBudget } from '@crossdock/domain'
import type { Agenda } from '../agenda.ts'
import type { Process } from '../process.ts'
import type { Random } from '../random.ts'
import { createGrants, type Grants } from './grants.ts'
import { createJournal, type Journal } from './journal.ts'
import { createShop, type Shop } from './shop.ts'
import type { Weather } from './weather.ts'

/** The platform in this process: shops, grants, webhooks, and a journal of all of it. */
export interface Platform {
  shops: Map<string, Shop>
  grants: Grants
  journal: Journal
  weather: Weather
  /** Calls that each account is allowed, and each process keeps to. */
  budget: RateBudget
  /** Who asks for a new pair now, by grant. */
  refreshing: Map<string, { process: Process; since: number }[]>
  /** Sends a hint to whoever has subscribed to it. */
  hint(shopId: string, topic: 'order.updated' | 'authorization.revoked', orderId: string | null): void
  /** Takes a delivery; false when it has to come again. Set by whoever receives webhooks. */
  receiver: (url: string, body: string, secret: string) => Promise<boolean>
}

export interface Delivery {
  id: string
  type: string
  shopId: string
  orderId: string | null
}

/** Tries of one delivery come after so long, and then no more. */
const againAfterMs = [5_000, 30_000, 120_000]
const answerWithinMs = 15_000

export function createPlatform({ agenda, random, weather, shops, remembers }: {
  agenda: Agenda; random: Random; weather: Weather; shops: readonly { id: string; title: string; skewMs: number; tellsMs: number }[]; remembers: boolean
}): Platform {
  const journal = createJournal(agenda.now)
  let serial = 0
  const platform: Platform = {
    shops: new Map(), journal, weather, refreshing: new Map(),
    budget: random.pick([{ capacity: 36, perSecond: 19 }, { capacity: 5, perSecond: 2 }]),
    grants: createGrants({
      now: agenda.now, random, journal,
      onEnd(shopId) {
        platform.hint(shopId, 'authorization.revoked', null)
        platform.shops.get(shopId)!.subscriptions.clear()
      },
    }),
    hint(shopId, topic, orderId) {
      const subscription = platform.shops.get(shopId)?.subscriptions.get(topic)
      if (!subscription) return
      const delivery: Delivery = { id: `hook-${++serial}`, type: topic, shopId, orderId }
      if (weather.strikes(0.15)) return
      const times = weather.strikes(0.15) ? 2 : 1
      for (let copy = 0; copy < times; copy++) {
        const lateMs = weather.strikes(0.2) ? random.between(5_000, 600_000) : random.between(50, 2_000)
        const secret = weather.strikes(0.03) ? 'forged' : subscription.secret
        agenda.at(agenda.now() + lateMs, () => deliver(subscription.url, JSON.stringify(delivery), secret, 0))
      }
    },
    receiver: async () => true,
  }
  const deliver = (url: string, body: string, secret: string, tries: number): void => {
    let answered = false
    const again = () => {
      if (answered) return
      answered = true
      const wait = againAfterMs[tries]
      if (wait !== undefined) agenda.at(agenda.now() + wait, () => deliver(url, body, secret, tries + 1))
    }
    agenda.at(agenda.now() + answerWithinMs, again)
    platform.receiver(url, body, secret).then(
      (taken) => {
        if (taken) answered = true
        else again()
      },
      () => again(),
    )
  }
  for (const { id, title, skewMs, tellsMs } of shops) {
    platform.shops.set(id, createShop({ id, title, skewMs, tellsMs, clock: agenda.now, journal, remembers, onChange: (orderId) => platform.hint(id, 'order.updated', orderId) }))
  }
  return platform
}
