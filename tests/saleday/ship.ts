import type { PatientClient } from './patience.ts'
import type { SaleAccount } from './store.ts'

interface Head { id: string; orderNumber: string; units: number; ecAccount: { id: string } }
interface Detail { lines: { sku: string; quantity: number; shipped: number }[] }

const pageSize = 200
/** One of so many orders leaves in two parcels. */
const splitEvery = 25

interface Answer { shipped: number; rows: { ok: boolean; code: string | null; detail: string | null }[] }

/** What an operator meets with on such a day, and comes back to later: a store that cannot be asked just now, an order that changed or ended meanwhile. */
const later = new Set(['order_not_read', 'order_changed_at_store', 'order_canceled_at_store', 'order_on_hold', 'order_wrong_status', 'tracking_number_taken'])

/**
 * Ships every order that may go, as each merchant's own system does: a list, a CSV, again.
 * @param putOff is told of each row that is for later @returns how many parcels left @throws when a row is refused for anything else
 */
export async function shipAll(api: PatientClient, accounts: readonly SaleAccount[], over: () => boolean, putOff: (code: string) => void): Promise<number> {
  const shipped = await Promise.all([...Map.groupBy(accounts, (account) => account.merchantId).values()].map(async (ofMerchant) => {
    let sum = 0
    for (const { accountId } of ofMerchant) sum += await shipAccount(api, accountId, over, putOff)
    return sum
  }))
  return shipped.reduce((sum, each) => sum + each, 0)
}

async function shipAccount(api: PatientClient, accountId: string, over: () => boolean, putOff: (code: string) => void): Promise<number> {
  let shipped = 0
  let cursor: string | null = ''
  while (cursor !== null && !over()) {
    const page: { items: Head[]; nextCursor: string | null } = await api.get(`/orders?ecAccountId=${accountId}&status=pending&onHold=false&limit=${pageSize}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
    cursor = page.nextCursor
    if (page.items.length === 0) break
    const rows: string[] = []
    for (const order of page.items) rows.push(...(await rowsOf(api, order)))
    const answer = await api.post<Answer>('/orders/shipments', { ecAccountId: accountId, csv: ['order_number,tracking_number,carrier,sku,quantity', ...rows].join('\n') })
    shipped += answer.shipped
    for (const { ok, code, detail } of answer.rows) {
      if (ok) continue
      if (!later.has(code ?? '')) throw new Error(`A parcel was refused: ${code} ${detail}`)
      putOff(code!)
    }
  }
  return shipped
}

async function rowsOf(api: PatientClient, order: Head): Promise<string[]> {
  const number = `SD${order.id.replaceAll('-', '').slice(0, 20).toUpperCase()}`
  const whole = csvRow(order.orderNumber, number, 'T-Cat', '', '')
  if (order.units < 2 || Number.parseInt(order.id.slice(-4), 16) % splitEvery !== 0) return [whole]
  const { lines } = await api.get<Detail>(`/orders/${order.id}`)
  const first = lines.find((line) => line.shipped < line.quantity)
  return first?.sku ? [csvRow(order.orderNumber, `${number}A`, 'T-Cat', first.sku, '1'), whole] : [whole]
}

/** Numbers and SKUs are whatever a store made them. */
const csvRow = (...cells: string[]) => cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')
