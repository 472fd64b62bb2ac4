import type { AlertOwner } from '@crossdock/domain'

/** What waits at one store and failed in one way. */
export interface Waiting {
  merchant_id: string
  account_id: string
  since: Date
  writes: number
}

/** What waits at one store and is one party's move. */
export interface Move<Row> {
  owner: AlertOwner
  /** The one that has waited longest. */
  oldest: Row
  count: number
  /** Set apart what the merchant has to do: whoever was told that something waits is told again when it comes to that. */
  key: string
}

/**
 * Rows of what waits, one for each store and each way in which it failed, put together by whose move they are: the merchant's
 * apart; the rest is the platform's, unless any of it is ours.
 * @param keyOf what else sets rows of a store apart
 */
export function byMove<Row extends Waiting>(rows: readonly Row[], ownerOf: (row: Row) => AlertOwner, keyOf: (row: Row) => string): Move<Row>[] {
  const owned = rows.map((row) => ({ row, owner: ownerOf(row) }))
  const groups = Map.groupBy(owned, ({ row, owner }) => `${keyOf(row)}${owner === 'merchant' ? ' access' : ''}`)
  return [...groups].map(([key, group]) => {
    const [first] = group.toSorted((one, other) => one.row.since.getTime() - other.row.since.getTime())
    const ours = group.find(({ owner }) => owner === 'crossdock')
    return { key, owner: (ours ?? first!).owner, oldest: first!.row, count: group.reduce((sum, { row }) => sum + row.writes, 0) }
  })
}
