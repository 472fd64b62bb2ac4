import type { Context } from '../context.ts'
import { writeFault } from '../control/journal.ts'
import type { Drill, DeliveryPlan } from './drill.ts'
import { isFeigned } from './feigned.ts'
import { signedMessage } from './messages.ts'
import { note, struckOf } from './struck.ts'
import type { Switchboard } from './switchboard.ts'
import { createSwitchboard } from './switchboard.ts'

export interface FireDrill extends Drill {
  board: Switchboard
}

/** Faults that a platform can make, all of them off. */
export function createFireDrill(ctx: Context): FireDrill {
  const board = createSwitchboard(ctx, (fault, shopId) => writeFault(ctx, { path: 'at-once', shopId, fault: fault.id }))
  /** Deliveries that wait for the next one of their shop, with when they leave at the latest. */
  const held = new Map<string, number>()

  return {
    board,
    get quiet() {
      return board.quiet
    },
    lateness(shopId) {
      let latest = 0
      for (const one of board.choose('orders.change', shopId)) {
        if (!one.fault.lateness || !board.strike(one)) continue
        latest = Math.max(latest, one.fault.lateness(one.ready.settings))
        writeFault(ctx, { path: 'orders.change', shopId, fault: one.fault.id })
      }
      return latest
    },
    refusedItem(request) {
      const call = struckOf(request)
      if (!call) return undefined
      const one = board.choose(call.route, call.shopId, (candidate) => candidate.fault.item !== undefined).find((candidate) => board.strike(candidate))
      if (!one?.fault.item) return undefined
      note(call, one.fault)
      return one.fault.item(one.ready.settings)
    },
    feigns: isFeigned,
    deliver(outgoing) {
      const { messageId, shopId, secret, body } = outgoing
      let plan: DeliveryPlan = { messages: [signedMessage(secret, messageId, Math.floor(ctx.now() / 1000), body)] }
      const hold = () => {
        if (held.has(shopId)) return false
        held.set(shopId, outgoing.id)
        return true
      }
      for (const one of board.choose('webhooks.deliver', shopId, ({ seen }) => !seen.has(messageId) && seen.add(messageId).size > 0)) {
        const changed = one.fault.delivery?.(ctx, outgoing, plan, one.ready.settings, hold)
        if (!changed || !board.strike(one)) continue
        plan = changed
        writeFault(ctx, { path: `webhooks.deliver/${messageId}`, shopId, fault: one.fault.id })
      }
      return plan
    },
    released(shopId) {
      const waiting = held.get(shopId)
      held.delete(shopId)
      return waiting === undefined ? [] : [waiting]
    },
    clear() {
      board.clear()
      held.clear()
    }
  }
}
