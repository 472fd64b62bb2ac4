import { productKey, type IncomingOrder } from './order.ts'

/** Of texts by which orders are found. No name or code is as long; a database's index has an end. */
const longestText = 500
/** A code that an order may bear can be mapped, too. */
export const longestShippingCode = longestText
/** Platforms promise no length of their ids; this one still fits into an index, whatever its characters. */
export const longestId = 500
/** What a key made of a title has besides. */
const titleKey = 'title: / '.length
/** Of so many, each is compared with each. */
const fewLines = 20
const largest = 2_147_483_647

/**
 * Why an order cannot be kept whatever a platform says of it: a figure that no warehouse has, a name that is no name. The
 * message names the place, as in `lines[2].quantity: expected a whole number of at least 1, got 0`.
 * @returns null when it can
 */
export function whyUnkeepable(order: IncomingOrder): string | null {
  // All orders but a few: nothing has to be named.
  if (isPlain(order)) return null
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

/** Whether all of it is short and small, and no id comes twice; without, it may be keepable all the same. */
function isPlain({ platformOrderId, orderNumber, shippingCode, recipient, lines, subtotal, shippingFee, discount, total, codAmount }: IncomingOrder): boolean {
  if (platformOrderId.length > longestId || orderNumber.length > longestId || shippingCode.length > longestText || recipient.name.length > longestText) return false
  if (!isWhole(subtotal, -largest) || !isWhole(shippingFee, -largest) || !isWhole(discount, -largest) || !isWhole(total, -largest) || !isWhole(codAmount, -largest)) return false
  if (lines.length > fewLines) return false
  let units = 0
  for (const [index, { lineId, sku, title, variantTitle, quantity, price }] of lines.entries()) {
    // Of these, the key by which a line finds its product is made.
    if (lineId.length > longestId || sku.length > longestText || title.length + (variantTitle?.length ?? 0) + titleKey > longestText) return false
    if (!isWhole(quantity, 1) || !isWhole(price, -largest)) return false
    for (let other = 0; other < index; other++) if (lines[other]!.lineId === lineId) return false
    units += quantity
  }
  return units <= largest
}

const isWhole = (figure: number, least: number) => Number.isInteger(figure) && figure >= least && figure <= largest
