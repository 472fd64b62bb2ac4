import type { JsonObject } from './answers.ts'
import { documentOf, isObject, withDocument } from './answers.ts'
import type { Answer, Strike } from './fault.ts'
import { figureOf, whole } from './settings.ts'

export const position = whole('position', 1, [1, 250], '頁面中的第幾筆', 'Which one of the page')

/**
 * Lets `change` loose on one order of an answer: the one that the fault was switched on for, or the one at the position (the last one of a shorter page).
 * Undefined where there is none, or where `change` answers false.
 */
export function changeOneOrder(strike: Strike, answer: Answer & { body: string }, change: (order: JsonObject) => boolean): Answer | undefined {
  const document = documentOf(answer)
  const order = document && pickOrder(strike, document)
  return order && change(order) ? withDocument(answer, document) : undefined
}

/** The orders of a page, or the one order that was asked for. */
export function ordersOf(document: JsonObject): JsonObject[] {
  const orders = document['orders']
  if (Array.isArray(orders)) return orders.filter(isObject)
  return 'order_number' in document ? [document] : []
}

export function pickOrder({ order, settings }: Pick<Strike, 'order' | 'settings'>, document: JsonObject): JsonObject | undefined {
  const orders = ordersOf(document)
  if (order !== null) return orders.find((candidate) => candidate['id'] === order)
  return orders[Math.min(figureOf(settings, 'position') || 1, orders.length) - 1]
}

/** Follows a path such as `lines.0.quantity`; answers what holds its last name, where that exists. */
export function holderOf(order: JsonObject, path: string): { holder: JsonObject; name: string } | undefined {
  const names = path.split('.')
  const name = names.pop() ?? ''
  let holder: unknown = order
  for (const step of names) holder = typeof holder === 'object' && holder !== null ? (holder as JsonObject)[step] : undefined
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name) ? { holder: holder as JsonObject, name } : undefined
}
