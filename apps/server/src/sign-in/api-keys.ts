import { createHash, randomBytes } from 'node:crypto'
import { newId, type Role } from '@crossdock/domain'
import { Refusal } from '@crossdock/flows/ports'
import type pg from 'pg'

export const apiKeyPrefix = 'cdk_'

export interface ApiKeyRow {
  id: string
  name: string
  start: string
  role: Role
  merchant_id: string | null
  created_at: Date
  last_used_at: Date | null
}

/**
 * Makes a key of 256 random bits; only its hash is kept.
 * @returns the key itself, this once
 * @throws Refusal `invalid_input` when a merchant key has no merchant
 */
export async function createApiKey(pool: pg.Pool, wanted: { name: string; role: Role; merchantId: string | null; createdBy: string }): Promise<{ id: string; key: string }> {
  if (wanted.role === 'merchant' && wanted.merchantId === null) {
    throw new Refusal('invalid_input', {}, [{ path: 'merchantId', code: 'required', message: 'is required for the role merchant' }])
  }
  const id = newId()
  const key = apiKeyPrefix + randomBytes(32).toString('base64url')
  await pool.query('insert into api_key (id, name, start, secret_hash, role, merchant_id, created_by) values ($1, $2, $3, $4, $5, $6, $7)', [
    id, wanted.name, key.slice(0, apiKeyPrefix.length + 4), hashOf(key), wanted.role, wanted.role === 'merchant' ? wanted.merchantId : null, wanted.createdBy,
  ])
  return { id, key }
}

export async function listApiKeys(pool: pg.Pool): Promise<ApiKeyRow[]> {
  const { rows } = await pool.query<ApiKeyRow>('select id, name, start, role, merchant_id, created_at, last_used_at from api_key order by created_at desc, id desc')
  return rows
}

/** @throws Refusal `not_found` */
export async function removeApiKey(pool: pg.Pool, id: string): Promise<void> {
  const { rowCount } = await pool.query('delete from api_key where id::text = $1', [id])
  if (rowCount === 0) throw new Refusal('not_found')
}

/** @returns whose key this is, or null; the time of its use is noted to the minute */
export async function findApiKey(pool: pg.Pool, key: string): Promise<Pick<ApiKeyRow, 'id' | 'name' | 'role' | 'merchant_id'> | null> {
  if (!key.startsWith(apiKeyPrefix)) return null
  // Asked with every request of a program: it is parsed and planned once a connection.
  const { rows } = await pool.query<ApiKeyRow>({ name: 'find api key', text: 'select id, name, role, merchant_id, last_used_at from api_key where secret_hash = $1', values: [hashOf(key)] })
  const found = rows[0]
  if (!found) return null
  if (!found.last_used_at || Date.now() - found.last_used_at.getTime() > 60_000) {
    await pool.query('update api_key set last_used_at = now() where id = $1', [found.id])
  }
  return found
}

/** A key is random in full, so a fast hash is enough: there is nothing to guess. */
const hashOf = (key: string) => createHash('sha256').update(key).digest()
