import type { Role } from './vocabulary.ts'

/** Whose move it is. */
export const alertOwners = ['merchant', 'warehouse', 'platform', 'crossdock'] as const
export type AlertOwner = (typeof alertOwners)[number]

/** `high`: something is lost, or stands still, unless somebody acts soon. */
export const alertUrgencies = ['high', 'normal'] as const
export type AlertUrgency = (typeof alertUrgencies)[number]

/** Everything that somebody hears of. */
export const alertKinds = [
  'disconnected', 'degraded', 'platform_down', 'client_refused', 'secret_unreadable',
  'rehearsal_failed',
  'slot_late', 'slot_missed', 'coverage_gap', 'reconciliation_failed', 'orders_aging',
  'orders_held', 'orders_unreadable',
  'write_refused', 'write_unsent',
  'stock_at_risk', 'stock_drift',
  'endpoint_disabled', 'mail_failing',
] as const
export type AlertKind = (typeof alertKinds)[number]

export interface AlertRule {
  /** Unless the cause itself says otherwise. */
  owner: AlertOwner
  urgency: AlertUrgency
  /** The roles that it concerns, unless the cause itself says otherwise. */
  audience: readonly Role[]
  /** How long the cause has to hold before anybody is told: what passes sooner is no news. */
  minAgeMs: number
  /** How long the cause has to be gone before the alert closes: one that comes and goes is one alert. */
  settleMs: number
  /** A cause that is back this soon after its alert closed continues the same alert. */
  graceMs: number
  /** What its cause tells is the latest news of it, which moves on: the clock stays where it was first. */
  keepsClock?: true
}

const minute = 60_000
const everyone: readonly Role[] = ['admin', 'operator', 'merchant']
const warehouse: readonly Role[] = ['admin', 'operator']
const graceMs = 30 * minute

export const alertRules: Record<AlertKind, AlertRule> = {
  disconnected: { owner: 'merchant', urgency: 'high', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs },
  degraded: { owner: 'platform', urgency: 'normal', audience: everyone, minAgeMs: 15 * minute, settleMs: 5 * minute, graceMs },
  platform_down: { owner: 'platform', urgency: 'high', audience: warehouse, minAgeMs: 5 * minute, settleMs: 5 * minute, graceMs },
  client_refused: { owner: 'crossdock', urgency: 'high', audience: ['admin'], minAgeMs: 0, settleMs: 0, graceMs },
  secret_unreadable: { owner: 'crossdock', urgency: 'high', audience: ['admin'], minAgeMs: 0, settleMs: 0, graceMs },
  rehearsal_failed: { owner: 'merchant', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs },
  slot_late: { owner: 'crossdock', urgency: 'high', audience: warehouse, minAgeMs: 5 * minute, settleMs: 0, graceMs },
  slot_missed: { owner: 'platform', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs },
  coverage_gap: { owner: 'platform', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs, keepsClock: true },
  reconciliation_failed: { owner: 'platform', urgency: 'normal', audience: everyone, minAgeMs: 30 * minute, settleMs: 0, graceMs, keepsClock: true },
  orders_aging: { owner: 'merchant', urgency: 'high', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs, keepsClock: true },
  orders_held: { owner: 'warehouse', urgency: 'normal', audience: everyone, minAgeMs: 15 * minute, settleMs: minute, graceMs },
  orders_unreadable: { owner: 'platform', urgency: 'high', audience: everyone, minAgeMs: 0, settleMs: minute, graceMs, keepsClock: true },
  write_refused: { owner: 'warehouse', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs },
  write_unsent: { owner: 'crossdock', urgency: 'normal', audience: warehouse, minAgeMs: 15 * minute, settleMs: minute, graceMs },
  stock_at_risk: { owner: 'merchant', urgency: 'normal', audience: everyone, minAgeMs: 15 * minute, settleMs: minute, graceMs, keepsClock: true },
  stock_drift: { owner: 'merchant', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: minute, graceMs, keepsClock: true },
  endpoint_disabled: { owner: 'warehouse', urgency: 'normal', audience: everyone, minAgeMs: 0, settleMs: 0, graceMs },
  mail_failing: { owner: 'warehouse', urgency: 'high', audience: ['admin'], minAgeMs: 0, settleMs: minute, graceMs },
}

export const longestGraceMs = Math.max(...Object.values(alertRules).map((rule) => rule.graceMs))

/**
 * Whom an alert concerns once it is known whose move it is: never without those who are to act. While a platform is down as a
 * whole, the warehouse hears of that, and of nothing that is the platform's move there. @returns nobody where nobody is to hear of it
 */
export function audienceOf(kind: AlertKind, owner: AlertOwner, { platformDown = false, audience = alertRules[kind].audience }: { platformDown?: boolean; audience?: readonly Role[] } = {}): readonly Role[] {
  if (platformDown && owner === 'platform') return audience.filter((role) => role === 'merchant')
  return owner === 'merchant' ? everyone : audience
}

/** What an alert is about when it is about no merchant: the system as a whole. Only the scope of all merchants sees it. */
export const systemMerchantId = '00000000-0000-0000-0000-000000000000'
