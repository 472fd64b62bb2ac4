import type { Reader } from '@crossdock/flows/ports'
import type pg from 'pg'

/** Everybody who may sign in, as they can be written to. */
export async function listReaders(pool: pg.Pool): Promise<Reader[]> {
  const { rows } = await pool.query<{ id: string; merchant_id: string | null; role: Reader['role']; name: string; email: string }>('select id, merchant_id, role, name, email from users where active')
  return rows.map((row) => ({ userId: row.id, merchantId: row.merchant_id, role: row.role, name: row.name, email: row.email }))
}
