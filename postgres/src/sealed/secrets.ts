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

/** How many secrets each key seals, by table. The client's transaction must be for all merchants. */
export async function keyUse(client: Client): Promise<KeyUse[]> {
  const { rows } = await client.query<KeyUse>(
    `select key_id as "keyId", "table", count(*)::int as secrets from (${sealedPlaces.map(({ table, select }) => `select '${table}' as "table", key_id from (${select}) as ${table}`).join(' union all ')}) as sealed group by 1, 2 order by 1, 2`,
  )
  return rows
}

/** Some of the secrets that another key than this one seals. */
export async function sealedOtherwise(client: Client, table: string, keyId: string, limit: number): Promise<SealedSecret[]> {
  return read(client, table, `where key_id <> $1 order by merchant_id, row_id, field limit $2`, [keyId, limit])
}

/** Every secret of a table, a batch at a time, behind the one given. */
export async function secretsAfter(client: Client, table: string, after: Pick<SealedSecret, 'merchantId' | 'rowId' | 'field'> | null, limit: number): Promise<SealedSecret[]> {
  const { merchantId = '00000000-0000-0000-0000-000000000000', rowId = '00000000-0000-0000-0000-000000000000', field = '' } = after ?? {}
  return read(client, table, `where (merchant_id, row_id, field) > ($1, $2, $3) order by merchant_id, row_id, field limit $4`, [merchantId, rowId, field, limit])
}

async function read(client: Client, table: string, clause: string, values: unknown[]): Promise<SealedSecret[]> {
  const { rows } = await client.query<SealedSecret>(
    `select '${table}' as "table", merchant_id as "merchantId", row_id as "rowId", field, sealed, key_id as "keyId" from (${placeOf(table).select}) as secret ${clause}`, values,
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
