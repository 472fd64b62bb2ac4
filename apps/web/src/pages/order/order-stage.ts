import type { Outputs } from '../../app/session.tsx'

export type Order = Outputs['orders']['get']
type StagedOrder = Pick<Order, 'status' | 'holds' | 'tracking' | 'importedAt' | 'processingAt' | 'shippedAt' | 'canceledAt'> & {
  holdHistory: readonly Pick<Order['holdHistory'][number], 'releasedAt' | 'createdAt'>[]
  parcels: readonly { push: Pick<Order['parcels'][number]['push'], 'state' | 'confirmedAt' | 'waitingFor' | 'reading'> }[]
  lines: readonly Pick<Order['lines'][number], 'quantity' | 'shipped'>[]
}

export interface Stage {
  key: 'imported' | 'released' | 'processing' | 'shipped' | 'confirmed' | 'canceled'
  /** `stopped`: the next one, and something stands in its way. */
  state: 'done' | 'current' | 'todo' | 'stopped'
  at: string | null
}

/** How far an order is on its way: what was reached, where it is, and what stops it. */
export function stagesOf(order: StagedOrder): Stage[] {
  if (order.status === 'canceled') return [{ key: 'imported', state: 'done', at: order.importedAt }, { key: 'canceled', state: 'current', at: order.canceledAt }]
  const begun = order.status !== 'pending'
  const reached: { key: Stage['key']; reached: boolean; at: string | null }[] = [
    { key: 'imported', reached: true, at: order.importedAt },
    { key: 'released', reached: begun || order.holds.length === 0, at: releasedAt(order) },
    { key: 'processing', reached: begun, at: order.processingAt },
    { key: 'shipped', reached: order.status === 'shipped', at: order.shippedAt },
    { key: 'confirmed', reached: order.status === 'shipped' && order.tracking === 'confirmed', at: lastOf(order.parcels.map((parcel) => parcel.push.confirmedAt)) },
  ]
  const last = reached.findLastIndex((stage) => stage.reached)
  const stopped = order.holds.length > 0 || order.tracking === 'refused' || order.parcels.some(({ push }) => push.reading?.overdue === true)
  return reached.map(({ key, at }, index) => {
    if (index <= last) return { key, at, state: index === last && last < reached.length - 1 ? 'current' : 'done' }
    return { key, at: null, state: index === last + 1 && stopped ? 'stopped' : 'todo' }
  })
}

/** When the last hold before processing went; an order that never waited was released as it came. */
function releasedAt(order: StagedOrder): string | null {
  if (order.status === 'pending' && order.holds.length > 0) return null
  const before = order.holdHistory.flatMap(({ releasedAt: at }) => (at !== null && (order.processingAt === null || at <= order.processingAt) ? [at] : []))
  return lastOf(before) ?? order.importedAt
}

function lastOf(instants: readonly (string | null)[]): string | null {
  return instants.reduce((latest, at) => (at !== null && (latest === null || at > latest) ? at : latest), null)
}

export type NextStep = 'held' | 'asked' | 'ready' | 'pack' | 'partly' | 'telling' | 'unshown' | 'disconnected' | 'refused' | 'confirmed' | 'canceled'

/** What is to be done next, in one word; the screen has the sentence. */
export function nextStepOf(order: StagedOrder): NextStep {
  if (order.status === 'canceled') return 'canceled'
  if (order.holds.length > 0) return 'held'
  if (order.parcels.some((parcel) => parcel.push.state === 'refused')) return 'refused'
  if (order.parcels.some((parcel) => parcel.push.waitingFor === 'person' && parcel.push.state === 'waiting')) return 'asked'
  if (order.status === 'pending') return 'ready'
  if (order.status === 'processing') return order.lines.some((line) => line.shipped > 0) ? 'partly' : 'pack'
  if (order.tracking === 'confirmed') return 'confirmed'
  if (order.parcels.some((parcel) => parcel.push.reading?.overdue === true)) return 'unshown'
  return order.parcels.some((parcel) => parcel.push.waitingFor === 'connection') ? 'disconnected' : 'telling'
}

/** Whether something is on its way to the store, so that the page is to be read again soon; what waits for a person's authorization is not. */
export function isUnderWay(order: StagedOrder): boolean {
  return order.parcels.some(({ push }) => (push.state === 'waiting' || push.state === 'sent') && push.waitingFor !== 'connection')
}
