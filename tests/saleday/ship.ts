import type { PatientClient } from './patience.ts'
import type { SaleAccount } from './store.ts'

interface Head { id: string; orderNumber: string; units: number; ecAccount: { id: string } }
interface Detail { lines: { sku: string; quantity: number; shipped: number }[] }

const pageSize = 200
/** One of so many orders leaves in two parcels. */
const splitEvery = 25

/** Ships every order that may go, as a warehouse's own system does: a list, a CSV, again. @returns how many parcels left */
export async function shipAll(api: PatientClient, accounts: readonly SaleAccount[], over: () => boolean): Promise<number> {
  let shipped = 0
  for (const { accountId } of accounts) {
    let cursor: string | null = ''
    while (cursor !== null && !over()) {
      const page: { items: Head[]; nextCursor: string | null } = await api.get(`/orders?ecAccountId=${accountId}&status=pending&onHold=false&limit=${pageSize}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)
      cursor = page.nextCursor
      if (page.items.length === 0) break
      const rows: string[] = []
      for (const order of page.items) rows.push(...(await rowsOf(api, order)))
      const answer = await api.post<{ shipped: number }>('/orders/shipments', { ecAccountId: accountId, csv: ['order_number,tracking_number,carrier,sku,quantity', ...rows].join('\n') })
      shipped += answer.shipped
    }
  }
  return shipped
}

async function rowsOf(api: PatientClient, order: Head): Promise<string[]> {
  const number = `SD${order.id.replaceAll('-', '').slice(0, 20).toUpperCase()}`
  const whole = `${order.orderNumber},${number},T-Cat,,`
  if (order.units < 2 || Number.parseInt(order.id.slice(-4), 16) % splitEvery !== 0) return [whole]
  const { lines } = await api.get<Detail>(`/orders/${order.id}`)
  const first = lines.find((line) => line.shipped < line.quantity)
  return first?.sku ? [`${order.orderNumber},${number}A,T-Cat,${first.sku},1`, whole] : [whole]
}
