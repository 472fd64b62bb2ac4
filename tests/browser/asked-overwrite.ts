import { waitFor } from '../support/wait-for.ts'
import { changeRows } from './database.ts'
import type { Demo } from './demo.ts'

/** An overwrite of a store's stock whose answer was lost for good: a person is asked what became of it. */
export async function askedOverwrite(demo: Demo, accountId: string, skus: readonly string[]): Promise<{ writeId: string; pushId: string }> {
  const { stockPushId: pushId } = await demo.admin.post<{ stockPushId: string }>(`/ec-accounts/${accountId}/stock-overwrite`, { items: skus.map((sku, index) => ({ sku, stock: 10 + index })) })
  const write = async () => (await demo.admin.get<{ writes: { id: string; state: string }[] }>(`/stock-pushes/${pushId}`)).writes[0]!
  await waitFor('the overwrite', async () => (await write()).state === 'accepted', 30_000)
  const { id: writeId } = await write()
  await changeRows(demo, `update stock_push_line set result = 'waiting', stock_after = null where stock_push_id = $1`, [pushId])
  await changeRows(demo, `update platform_write set state = 'unknown', settled_at = null, uncertain_since = now(), asked_at = now(), error_code = 'outcome_unknown', answer = null where id = $1`, [writeId])
  return { writeId, pushId }
}
