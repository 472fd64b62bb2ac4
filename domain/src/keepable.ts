import { productKey, type IncomingOrder } from './order.ts'

/** Of texts by which orders are found. No name or code is as long; a database's index has an end. */
const longestText = 500
/** A code that an order may bear can be mapped, too. */
export const longestShippingCode = longestText
/** Platforms promise no length of their ids; this one still fits into an index, whatever its characters. */
export const longestId = 500
const largest = 2_147_483_647

/**
 * Why an order cannot be kept whatever a platform says of it: a figure that no warehouse has, a name that is no name. The
 * message names the place, as in `lines[2].quantity: expected a whole number of at least 1, got 0`.
 * @returns null when it can
 */
export function whyUnkeepable(order: IncomingOrder): string | null {
  const { lines } = order
  const texts: [string, string, number][] = [
    ['id', order.platformOrderId, longestId],
    ['orderNumber', order.orderNumber, longestId],
    ['shippingCode', order.shippingCode, longestText],
    ['recipient.name', order.recipient.name, longestText],
    ...lines.flatMap((line, index): [string, string, number][] => [
      [`lines[${index}].id`, line.lineId, longestId],
      [`lines[${index}].${line.sku.trim() === '' ? 'title' : 'sku'}`, productKey(line), longestText],
    ]),
  ]
  for (const [place, text, longest] of texts) {
    if (text.length > longest) return `${place}: expected at most ${longest} characters, got ${text.length}`
  }
  for (const name of ['subtotal', 'shippingFee', 'discount', 'total', 'codAmount'] as const) {
    if (!isWhole(order[name], -largest)) return `${name}: expected a whole amount of at most ${largest}, got ${order[name]}`
  }
  for (const [index, line] of lines.entries()) {
    if (!isWhole(line.quantity, 1)) return `lines[${index}].quantity: expected a whole number of at least 1, got ${line.quantity}`
    if (!isWhole(line.price, -largest)) return `lines[${index}].price: expected a whole amount of at most ${largest}, got ${line.price}`
  }
  if (new Set(lines.map((line) => line.lineId)).size < lines.length) return 'lines: expected line ids that differ'
  const units = lines.reduce((sum, line) => sum + line.quantity, 0)
  return units > largest ? `lines: expected at most ${largest} units together, got ${units}` : null
}

const isWhole = (figure: number, least: number) => Number.isInteger(figure) && figure >= least && figure <= largest
