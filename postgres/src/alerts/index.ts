import type { AlertKind } from '@crossdock/domain'
import type { Condition } from './condition.ts'
import { coverageGap } from './coverage-gap.ts'
import { degraded } from './degraded.ts'
import { disconnected } from './disconnected.ts'
import { endpointDisabled } from './endpoint-disabled.ts'
import { mailFailing } from './mail-failing.ts'
import { ordersAging } from './orders-aging.ts'
import { ordersHeld } from './orders-held.ts'
import { ordersUnreadable } from './orders-unreadable.ts'
import { clientRefused, secretUnreadable } from './own-troubles.ts'
import { platformDown } from './platform-down.ts'
import { reconciliationFailed } from './reconciliation-failed.ts'
import { rehearsalFailed } from './rehearsal-failed.ts'
import { slotLate } from './slot-late.ts'
import { slotMissed } from './slot-missed.ts'
import { stockAtRisk } from './stock-at-risk.ts'
import { stockDrift } from './stock-drift.ts'
import { writeRefused } from './write-refused.ts'
import { writeUnsent } from './write-unsent.ts'

/** How each kind's cause is found. A kind that is missing here does not compile. */
export const conditions: Record<AlertKind, Condition> = {
  disconnected, degraded, platform_down: platformDown, client_refused: clientRefused, secret_unreadable: secretUnreadable,
  rehearsal_failed: rehearsalFailed,
  slot_late: slotLate, slot_missed: slotMissed, coverage_gap: coverageGap, reconciliation_failed: reconciliationFailed, orders_aging: ordersAging,
  orders_held: ordersHeld, orders_unreadable: ordersUnreadable,
  write_refused: writeRefused, write_unsent: writeUnsent,
  stock_at_risk: stockAtRisk, stock_drift: stockDrift,
  endpoint_disabled: endpointDisabled, mail_failing: mailFailing,
}
