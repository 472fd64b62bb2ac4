import type pg from 'pg'
import { sealedPlaces } from './places.ts'

export interface SealedSecret {
  table: string
  merchantId: string
  rowId: string
  field: string
  sealed: Buffer
  keyId: string
}

export interface KeyUse {
  keyId: string
  table: string
  secrets: number
}

type Client = Pick<pg.ClientBase, 'query'>

const nil = '00000000-0000-0000-0000-000000000000'

/** How many secrets each key seals, by table. The client's transaction must be for all merchants. */
export async function keyUse(client: Client): Promise<KeyUse[]> {
  const { rows } = await client.query<KeyUse>(
    `select key_id as "keyId", "table", count(*)::int as secrets from (${sealedPlaces.map(({ table, select }) => `select '${table}' as "table", key_id from (${select}) as ${table}`).join(' union all ')}) as sealed group by 1, 2 order by 1, 2`,
  )
  return rows
}

/** Every secret of a table, a batch at a time, behind the one given; `except` those that this key seals. */
export async function secretsAfter(client: Client, table: string, after: Pick<SealedSecret, 'merchantId' | 'rowId' | 'field' | 'sealed'> | null, limit: number, except = ''): Promise<SealedSecret[]> {
  const { merchantId = nil, rowId = nil, field = '', sealed = Buffer.alloc(0) } = after ?? {}
  const { rows } = await client.query<SealedSecret>(
    `select '${table}' as "table", merchant_id as "merchantId", row_id as "rowId", field, sealed, key_id as "keyId" from (${placeOf(table).select}) as secret
      where (merchant_id, row_id, field, sealed) > ($1, $2, $3, $6) and key_id <> $5 order by merchant_id, row_id, field, sealed limit $4`,
    [merchantId, rowId, field, limit, except, sealed],
  )
  return rows
}

/** @returns false when it was changed meanwhile, by whoever renewed it */
export async function replaceSecret(client: Client, secret: SealedSecret, fresh: { sealed: Uint8Array; keyId: string }): Promise<boolean> {
  const { rowCount } = await client.query(placeOf(secret.table).replace, [Buffer.from(fresh.sealed), fresh.keyId, secret.merchantId, secret.rowId, secret.field, secret.sealed])
  return rowCount === 1
}

function placeOf(table: string) {
  const place = sealedPlaces.find((each) => each.table === table)
  if (!place) throw new Error(`${table} keeps no secrets`)
  return place
}

/** One transaction over every merchant’s secrets, as the application’s role. */
export async function withSecrets<Result>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    await client.query(`select set_config('role', 'crossdock_app', true), set_config('app.merchant', 'all', true)`)
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (err) {
    broken = await client.query('rollback').then(() => undefined, (failure: Error) => failure)
    throw err
  } finally {
    client.release(broken)
  }
}
